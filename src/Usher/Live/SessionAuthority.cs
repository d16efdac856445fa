using System.Collections.Immutable;
using System.Threading.Channels;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Events that are durable now, in order.</summary>
/// <param name="After">The sequence of the event before the first.</param>
/// <param name="Events">Each as its JSON.</param>
public sealed record LiveBatch(long After, ImmutableArray<string> Events);

/// <summary>
/// The one who decides what happens in a session. Whoever wants something waits in line; those who wait together are decided
/// one after another and written together, while the next ones gather. What is not durable has not happened: the state moves on,
/// and anybody is told, only after the write. An authority that cannot write is none any more: another starts from the log.
/// </summary>
public sealed class SessionAuthority : IAsyncDisposable
{
    private const int MostTurns = 256;
    private const int EventsBetweenSnapshots = 250;

    private readonly SessionId session;
    private readonly LiveLog log;
    private readonly Admissions admissions;
    private readonly SessionChanges changes;
    private readonly TimeProvider time;
    private readonly Action<LiveBatch> tell;
    private readonly Channel<Turn> line = Channel.CreateUnbounded<Turn>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<ParticipantId, DateTimeOffset> until = [];
    private readonly Task working;
    private volatile LiveState state;
    private long kept;
    private Task keeping = Task.CompletedTask;

    private SessionAuthority(
        SessionId session, LiveState state, LiveLog log, Admissions admissions, SessionChanges changes, TimeProvider time, Action<LiveBatch> tell)
    {
        (this.session, this.state, this.log, this.admissions, this.changes, this.time, this.tell) = (session, state, log, admissions, changes, time, tell);
        kept = state.Sequence;
        working = Task.Run(Work);
    }

    /// <summary>As far as it is durable.</summary>
    public LiveState State => state;

    /// <summary>Ends when this authority can no longer write.</summary>
    public Task Lost => lost.Task;

    /// <param name="tell">Is told of every batch, in order, once it is durable. It must be quick.</param>
    public static async Task<SessionAuthority> Start(
        SessionId session, LiveLog log, Admissions admissions, SessionChanges changes, TimeProvider time, Action<LiveBatch> tell, CancellationToken cancel) =>
        new(session, await log.Load(session, cancel), log, admissions, changes, time, tell);

    /// <summary>Somebody wants to come in, or to go on by another connection.</summary>
    /// <param name="device">The bound device by which they come; null for those who come by an account.</param>
    public Task<LiveAnswer> Enter(ParticipantId who, DeviceBindingId? device = null) => Take(new Turn([who], round => round.Enter(who, device)));

    /// <summary>Somebody who is in wants something done.</summary>
    /// <param name="from">Their network address, for the history.</param>
    public Task<LiveAnswer> Do(ParticipantId who, LiveCommand command, string? from)
    {
        var fact = new LiveFacts(session, who, from, time.Now()).Of(command);
        if (fact is null) return Take(new Turn([], round => round.Do(who, command)));
        // What outlasts the session is decided on what the database says of the two today: no word of it may have come here yet.
        return Take(new Turn(command.About is { } about ? [who, about] : [who], round => round.JudgeAndDo(who, command)) { Fact = fact, About = command.About });
    }

    /// <summary>Nobody is connected for these any more.</summary>
    /// <param name="lastSeen">Each with when they were last known to be connected.</param>
    public Task Leave(IReadOnlyDictionary<ParticipantId, DateTimeOffset> lastSeen) => Take(new Turn([], round => round.Leave(lastSeen)));

    /// <summary>Looks again at what the database says about these, or about everybody who is in.</summary>
    public Task JudgeAgain(IReadOnlyCollection<ParticipantId>? who) => Take(new Turn(who, round => round.JudgeAgain()));

    /// <summary>Looks again at those whose right has come to its end by the clock.</summary>
    public Task JudgeDue()
    {
        var now = time.Now();
        var present = State;
        ParticipantId[] due;
        lock (until) due = [.. until.Where(one => one.Value <= now && (present.Find(one.Key) is { Present: true } || present.IsWaiting(one.Key))).Select(one => one.Key)];
        return due.Length == 0 ? Task.CompletedTask : JudgeAgain(due);
    }

    /// <summary>These have been erased. Before anything else is decided the state names them no more, and nor does what is kept of it.</summary>
    public Task Forget(IReadOnlyCollection<ParticipantId> who, string name) => Take(new Turn([], round => new(round.State.Sequence, null))
    {
        Instead = async () =>
        {
            // A snapshot of before, on its way to the database, would bring them back.
            await keeping;
            await log.Forget(session, who, name);
            state = state.Forgetting(who, name);
        },
    });

    public async ValueTask DisposeAsync()
    {
        line.Writer.TryComplete();
        await working;
        await keeping;
        if (!lost.Task.IsCompleted && state.Sequence > kept) await Keep(state);
    }

    private Task<LiveAnswer> Take(Turn turn) =>
        line.Writer.TryWrite(turn) ? turn.Answer : Task.FromResult(new LiveAnswer(null, LiveProblems.Unavailable));

    private async Task Work()
    {
        var group = new List<Turn>(MostTurns);
        while (await line.Reader.WaitToReadAsync())
        {
            try
            {
                Gather(group);
                await Handle(group);
            }
            catch (Exception fault)
            {
                // Whether this was written is not known here; the next authority reads it in the log.
                line.Writer.TryComplete();
                lost.TrySetException(fault);
                while (line.Reader.TryRead(out var turn)) group.Add(turn);
                foreach (var turn in group) turn.Refuse(LiveProblems.Unavailable);
                return;
            }
        }
    }

    /// <summary>Those who wait; one who changes facts beside the log goes alone, since those may refuse it.</summary>
    private void Gather(List<Turn> group)
    {
        group.Clear();
        while (group.Count < MostTurns && line.Reader.TryPeek(out var next))
        {
            if (next.Alone && group.Count > 0) return;
            line.Reader.TryRead(out _);
            group.Add(next);
            if (next.Alone) return;
        }
    }

    private async Task Handle(List<Turn> group)
    {
        if (group[0].Instead is { } instead) await instead();
        var round = new SessionRound(state, await Judge(group), time.Now());
        foreach (var turn in group) turn.Decide(round);
        var events = round.Events.ConvertAll(happened => LoggedEvent.Of(session, happened));
        if (events.Count > 0 && await log.Append(session, events, round.Attendance, round.Acted ? group[0].Fact : null) is { } refused)
        {
            group[0].Refuse(refused);
            return;
        }
        var after = state.Sequence;
        state = round.State;
        if (events.Count > 0) tell(new(after, [.. events.Select(logged => logged.Event)]));
        foreach (var turn in group) turn.Give();
        if (round.Attendance.Count > 0) changes.Tell(new(session, PresenceOnly: true));
        // Those outside, who wait on the session or on one of its invitations, hear of it too.
        if (round.Acted && group[0] is { Fact: not null } changing) changes.Tell(new(session, changing.About));
        // Whoever was removed may also be in under another name: by their account, or by another invitation.
        if (group[0].Fact is not null && round.Events.Exists(happened => happened is Removed)) _ = JudgeAgain(null);
        if (state.Sequence - kept >= EventsBetweenSnapshots && keeping.IsCompleted) keeping = Keep(state);
    }

    private async Task<Judgement> Judge(List<Turn> group)
    {
        if (group.TrueForAll(turn => turn.Judges is { Count: 0 })) return Judgement.Nobody;
        ParticipantId[]? who = group.Exists(turn => turn.Judges is null) ? null : [.. group.SelectMany(turn => turn.Judges!).Distinct()];
        var judgement = await admissions.Judge(session, who);
        lock (until)
        {
            foreach (var (one, admission) in judgement.Of)
            {
                if (admission.Until is { } instant) until[one] = instant;
                else until.Remove(one);
            }
        }
        return judgement;
    }

    private async Task Keep(LiveState current)
    {
        try
        {
            await log.Keep(session, current);
            kept = current.Sequence;
        }
        catch (Exception)
        {
            // A snapshot only saves time at the next start: the log has everything.
        }
    }
}
