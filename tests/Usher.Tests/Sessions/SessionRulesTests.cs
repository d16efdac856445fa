using CsCheck;
using Microsoft.EntityFrameworkCore;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Sessions;

public sealed class SessionRulesTests
{
    private static readonly DateTimeOffset Four = new(2026, 3, 5, 16, 0, 0, TimeSpan.Zero);
    private static readonly SessionFacts FourToFive = new(Four, Four.AddHours(1), 15, null, null, null, null);

    /// <summary>Instants close together, so that every order of them comes up, equal ones too.</summary>
    private static readonly Gen<DateTimeOffset> Instant = Gen.Int[-130, 130].Select(minutes => Four.AddMinutes(minutes));

    private static readonly Gen<DateTimeOffset?> Perhaps = Gen.Frequency((2, Gen.Const((DateTimeOffset?)null)), (3, Instant.Select(instant => (DateTimeOffset?)instant)));
    private static readonly Gen<DateTimeOffset?> Seldom = Gen.Frequency((9, Gen.Const((DateTimeOffset?)null)), (1, Instant.Select(instant => (DateTimeOffset?)instant)));

    private static readonly Gen<Session> AnySession = Gen.Select(Perhaps, Perhaps, Gen.Int[0, 60], Perhaps, Seldom, Seldom, Seldom).Select(it => new Session
    {
        Id = SessionId.New(Four),
        RoomId = default,
        StartsAt = it.Item1,
        EndsAt = it.Item2,
        EarlyEntryMinutes = it.Item3,
        OpenedAt = it.Item4,
        EndedAt = it.Item5,
        CancelledAt = it.Item6,
        CreatedAt = Four,
        Room = new Room { Id = RoomId.New(Four), Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = Four, DeletedAt = it.Item7 },
    });

    [Fact]
    public void It_opens_for_viewers_at_its_start_and_for_those_who_prepare_it_a_while_before()
    {
        Assert.Equal(Four, SessionRules.OpensAt(FourToFive, Role.Viewer));
        foreach (var role in new[] { Role.Speaker, Role.Moderator, Role.Host }) Assert.Equal(Four.AddMinutes(-15), SessionRules.OpensAt(FourToFive, role));
        Assert.Equal(SessionPhase.NotYet, SessionRules.Phase(FourToFive, Role.Viewer, Four.AddMilliseconds(-1)));
        Assert.Equal(SessionPhase.Open, SessionRules.Phase(FourToFive, Role.Viewer, Four));
        Assert.Equal(SessionPhase.Open, SessionRules.Phase(FourToFive, Role.Speaker, Four.AddMinutes(-15)));
    }

    [Fact]
    public void Opened_by_hand_it_is_open_to_all()
    {
        var opened = FourToFive with { OpenedAt = Four.AddMinutes(-40) };
        Assert.Equal(SessionPhase.Open, SessionRules.Phase(opened, Role.Viewer, Four.AddMinutes(-40)));
        Assert.Equal(Four.AddMinutes(-40), SessionRules.OpensAt(opened, Role.Host));
    }

    [Fact]
    public void It_may_run_over_by_an_hour()
    {
        Assert.Equal(SessionPhase.Open, SessionRules.Phase(FourToFive, Role.Viewer, Four.AddHours(2).AddMilliseconds(-1)));
        Assert.Equal(SessionPhase.Ended, SessionRules.Phase(FourToFive, Role.Viewer, Four.AddHours(2)));
    }

    [Fact]
    public void Without_times_it_is_open_until_somebody_ends_it()
    {
        var openEnded = new SessionFacts(null, null, 15, null, null, null, null);
        Assert.Equal(SessionPhase.Open, SessionRules.Phase(openEnded, Role.Viewer, Four.AddYears(1)));
        Assert.Equal(SessionPhase.Ended, SessionRules.Phase(openEnded with { EndedAt = Four }, Role.Viewer, Four));
    }

    [Fact]
    public void Cancelled_or_without_its_room_it_is_gone_whatever_else()
    {
        Assert.Equal(SessionPhase.Gone, SessionRules.Phase(FourToFive with { CancelledAt = Four, EndedAt = Four }, Role.Host, Four));
        Assert.Equal(SessionPhase.Gone, SessionRules.Phase(FourToFive with { RoomDeletedAt = Four }, Role.Host, Four));
    }

    [Fact]
    public void Once_open_it_stays_open_until_it_has_ended() => Gen.Select(AnySession, Gen.Enum<Role>(), Instant, Instant).Sample((session, role, a, b) =>
    {
        var (before, after) = a <= b ? (a, b) : (b, a);
        return SessionRules.Phase(session.Facts(), role, before) <= SessionRules.Phase(session.Facts(), role, after);
    });

    [Fact]
    public void The_condition_for_the_database_says_the_same_as_the_rule() => Gen.Select(AnySession, Gen.Enum<Role>(), Instant).Sample((session, role, now) =>
        SessionRules.OpenFor(now, role.EntersEarly()).Compile()(session) == (SessionRules.Phase(session.Facts(), role, now) is SessionPhase.Open)
        && SessionRules.Upcoming(now).Compile()(session) == (SessionRules.Phase(session.Facts(), role, now) is SessionPhase.NotYet or SessionPhase.Open));

    [Theory, OnBothDatabases]
    public async Task And_the_database_says_the_same(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var sessions = AnySession.Array[300].Single();
        await store.Door.Write(db =>
        {
            foreach (var session in sessions) db.Add(Of(session));
            return Task.CompletedTask;
        });
        await using var reading = store.Read();
        foreach (var minutes in new[] { -120, -30, -1, 0, 1, 45, 60, 61, 125 })
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                var now = Four.AddMinutes(minutes);
                var open = await reading.Sessions.Where(SessionRules.OpenFor(now, role.EntersEarly())).Select(session => session.Id).ToListAsync();
                var expected = sessions.Where(session => SessionRules.Phase(session.Facts(), role, now) is SessionPhase.Open).Select(session => session.Id);
                Assert.Equal(expected.Order(ById), open.Order(ById));
            }
        }
    }

    [Fact]
    public void The_running_session_comes_before_the_next_and_the_next_before_later_ones()
    {
        Session At(int hour, int minutes = 60) => new() { Id = SessionId.New(Four), RoomId = default, StartsAt = Four.AddHours(hour), EndsAt = Four.AddHours(hour).AddMinutes(minutes), CreatedAt = Four };
        var (earlier, running, next, later, over) = (At(-2, 180), At(0), At(4), At(9), At(-9));
        Assert.Same(running, SessionRules.RunningOrNext([over, later, earlier, next, running], Four.AddMinutes(1)));
        Assert.Same(next, SessionRules.RunningOrNext([later, next, over], Four));
        Assert.Null(SessionRules.RunningOrNext([over], Four));
    }

    private static readonly Comparer<SessionId> ById = Comparer<SessionId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private static Session Of(Session session) => new()
    {
        Id = session.Id,
        RoomId = session.Room!.Id,
        Room = session.Room,
        StartsAt = session.StartsAt,
        EndsAt = session.EndsAt,
        EarlyEntryMinutes = session.EarlyEntryMinutes,
        OpenedAt = session.OpenedAt,
        EndedAt = session.EndedAt,
        CancelledAt = session.CancelledAt,
        CreatedAt = session.CreatedAt,
    };
}
