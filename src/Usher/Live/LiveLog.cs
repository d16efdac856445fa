using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>An event of a live session as the durable log holds it. (session, sequence) is unique: two authorities can never both go on.</summary>
public sealed class LoggedEvent
{
    public required SessionId SessionId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of a message: where it was written, for those who scroll back.</summary>
    public Panel? Panel { get; init; }

    /// <summary>The event as JSON, with its type.</summary>
    public required string Event { get; init; }

    public static LoggedEvent Of(SessionId session, LiveEvent happened) => new()
    {
        SessionId = session,
        Sequence = happened.Sequence,
        At = happened.At,
        Panel = (happened as Said)?.Message.Panel,
        Event = LiveJson.Write(happened),
    };
}

/// <summary>The state of a session after an event of its log, so that a restart need not read it all.</summary>
public sealed class LiveSnapshot
{
    public required SessionId SessionId { get; init; }
    public required long Sequence { get; set; }

    /// <summary><see cref="LiveState.Format"/> when it was taken; of another format it is as good as none.</summary>
    public required int Format { get; set; }

    public required string State { get; set; }
}

/// <summary>The durable log of every session: the one truth about what happened in it.</summary>
public sealed class LiveLog(IDbContextFactory<UsherDb> databases, WriteDoor door)
{
    /// <summary>The session as its log has it.</summary>
    public async Task<LiveState> Load(SessionId session, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var snapshot = await db.LiveSnapshots.AsNoTracking().SingleOrDefaultAsync(snapshot => snapshot.SessionId == session && snapshot.Format == LiveState.Format, cancel);
        var state = snapshot is null ? LiveState.Empty : LiveJson.Read<LiveState>(snapshot.State);
        await foreach (var logged in After(db, session, state.Sequence).AsAsyncEnumerable().WithCancellation(cancel))
            state = state.Apply(LiveJson.Read<LiveEvent>(logged));
        return state;
    }

    /// <summary>What happened after an event, oldest first; no more than <paramref name="most"/> events.</summary>
    public async Task<ImmutableArray<string>> After(SessionId session, long after, int most, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return [.. await After(db, session, after).Take(most).ToListAsync(cancel)];
    }

    /// <summary>The last messages of a panel before an event, oldest first.</summary>
    public async Task<ImmutableArray<Message>> Messages(SessionId session, Panel panel, long before, int most, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var events = await db.LiveEvents.AsNoTracking()
            .Where(logged => logged.SessionId == session && logged.Panel == panel && logged.Sequence < before)
            .OrderByDescending(logged => logged.Sequence).Take(most).Select(logged => logged.Event).ToListAsync(cancel);
        return [.. events.AsEnumerable().Reverse().Select(LiveJson.Read<LiveEvent>).OfType<Said>().Select(said => said.Message)];
    }

    /// <summary>Until when the session is known to have been watched over; null if it never was.</summary>
    public async Task<DateTimeOffset?> WatchedUntil(SessionId session, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var pulse = await db.SessionPulses.Where(pulse => pulse.SessionId == session).Select(pulse => (DateTimeOffset?)pulse.At).SingleOrDefaultAsync(cancel);
        var last = await db.LiveEvents.Where(logged => logged.SessionId == session).OrderByDescending(logged => logged.Sequence)
            .Select(logged => (DateTimeOffset?)logged.At).FirstOrDefaultAsync(cancel);
        return pulse > last ? pulse : last ?? pulse;
    }

    /// <summary>Notes that the session is watched over.</summary>
    public Task Pulse(SessionId session, DateTimeOffset now) => door.Write(async db =>
    {
        var beaten = await db.SessionPulses.Where(pulse => pulse.SessionId == session).ExecuteUpdateAsync(set => set.SetProperty(pulse => pulse.At, now));
        if (beaten == 0) db.Add(new SessionPulse { SessionId = session, At = now });
    });

    /// <summary>Makes events durable, and with them who came and went by them and the fact that goes with them, all or nothing.</summary>
    /// <param name="fact">Changes what the site knows beside the log; what it refuses is not appended.</param>
    /// <exception cref="Exception">They may or may not be durable: another authority may have gone on, or the database was lost. Load again.</exception>
    public Task<Problem?> Append(
        SessionId session, IReadOnlyList<LoggedEvent> events, IReadOnlyList<AttendanceChange> attendance, Func<UsherDb, Task<Problem?>>? fact = null) => door.Write(async db =>
    {
        if (fact is not null && await fact(db) is { } problem) return problem;
        await db.Note(session, attendance);
        db.AddRange(events);
        return null;
    });

    /// <summary>Keeps the state, unless a later one is kept already.</summary>
    public Task Keep(SessionId session, LiveState state)
    {
        var json = LiveJson.Write(state);
        return door.Write(async db =>
        {
            var kept = await db.LiveSnapshots.SingleOrDefaultAsync(snapshot => snapshot.SessionId == session);
            if (kept is null) db.Add(new LiveSnapshot { SessionId = session, Sequence = state.Sequence, Format = LiveState.Format, State = json });
            else if (kept.Format != LiveState.Format || kept.Sequence < state.Sequence) (kept.Sequence, kept.Format, kept.State) = (state.Sequence, LiveState.Format, json);
        });
    }

    /// <summary>Takes people out of the log and its snapshot.</summary>
    public Task Forget(SessionId session, IReadOnlyCollection<ParticipantId> people, string name) => door.Write(db => db.Forget(session, people, name));

    private static IQueryable<string> After(UsherDb db, SessionId session, long after) => db.LiveEvents.AsNoTracking()
        .Where(logged => logged.SessionId == session && logged.Sequence > after)
        .OrderBy(logged => logged.Sequence).Select(logged => logged.Event);
}

internal sealed class LiveTables : IEntityTypeConfiguration<LoggedEvent>, IEntityTypeConfiguration<LiveSnapshot>
{
    public void Configure(EntityTypeBuilder<LoggedEvent> builder)
    {
        builder.ToTable("LiveEvents").HasKey(logged => new { logged.SessionId, logged.Sequence });
        builder.HasIndex(logged => new { logged.SessionId, logged.Panel, logged.Sequence }).HasFilter("panel IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<LiveSnapshot> builder) =>
        builder.ToTable("LiveSnapshots").HasKey(snapshot => snapshot.SessionId);
}

internal static class LiveSets
{
    extension(UsherDb db)
    {
        public DbSet<LoggedEvent> LiveEvents => db.Set<LoggedEvent>();
        public DbSet<LiveSnapshot> LiveSnapshots => db.Set<LiveSnapshot>();
    }
}
