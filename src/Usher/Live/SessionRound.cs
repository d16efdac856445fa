using Usher.Data;

namespace Usher.Live;

/// <summary>What somebody's wish came to.</summary>
/// <param name="Waits">They are not in: they wait to be let in.</param>
/// <param name="Sequence">Of the event it came to, durable; or of the last event, when nothing had to happen.</param>
[GenerateSerializer, Immutable]
public sealed record LiveAnswer(long? Sequence, Problem? Problem, bool Waits = false);

/// <summary>Somebody's wish, waiting in the line of a <see cref="SessionAuthority"/>.</summary>
/// <param name="judges">About whom the database is asked first; null for everybody.</param>
internal sealed class Turn(IReadOnlyCollection<ParticipantId>? judges, Func<SessionRound, LiveAnswer> decide)
{
    private readonly TaskCompletionSource<LiveAnswer> given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveAnswer? answer;
    private Exception? fault;

    public IReadOnlyCollection<ParticipantId>? Judges => judges;

    /// <summary>What it changes beside the log, and about whom.</summary>
    public Func<UsherDb, Task<Problem?>>? Fact { get; init; }

    public ParticipantId? About { get; init; }

    /// <summary>What is done in the place of deciding, on the state itself.</summary>
    public Func<Task>? Instead { get; init; }

    /// <summary>Whether it is decided by itself, and not together with others.</summary>
    public bool Alone => Fact is not null || Instead is not null;

    /// <summary>Given once what was decided is durable.</summary>
    public Task<LiveAnswer> Answer => given.Task;

    public void Decide(SessionRound round)
    {
        try
        {
            answer = decide(round);
        }
        catch (Exception thrown)
        {
            // A fault of ours in one wish is no reason to leave the others without an authority.
            fault = thrown;
        }
    }

    public void Give()
    {
        if (fault is null) given.TrySetResult(answer!);
        else given.TrySetException(fault);
    }

    public void Refuse(Problem problem) => given.TrySetResult(new(null, problem));
}

/// <summary>Those who are decided and written together: the state as it will stand after them, and the events that lead to it.</summary>
internal sealed class SessionRound(LiveState state, Judgement judgement, DateTimeOffset now)
{
    public LiveState State { get; private set; } = state;
    public List<LiveEvent> Events { get; } = [];

    /// <summary>Who came and went by those events.</summary>
    public List<AttendanceChange> Attendance { get; } = [];

    /// <summary>Whether somebody's command came to something.</summary>
    public bool Acted { get; private set; }

    public LiveAnswer Enter(ParticipantId who, DeviceBindingId? device)
    {
        if (!judgement.Of.TryGetValue(who, out var admission)) return new(null, LiveProblems.NotAdmitted);
        if (admission.Refusal is { } refusal) return new(null, refusal);
        HeedSite();
        if (WaitingRules.MustWait(State, who, admission.Role)) return Wait(who, admission);
        if (State.IsWaiting(who)) Happen(new Admitted(who, By: null) { Sequence = State.Sequence + 1, At = now });
        foreach (var happens in PresenceRules.Arrive(State, who, admission, now)) Happen(happens, device);
        return new(State.Sequence, null);
    }

    private LiveAnswer Wait(ParticipantId who, Admission admission)
    {
        if (WaitingRules.DeclinedUntil(State, who, now) is { } until) return new(null, LiveProblems.Declined.After(until - now));
        if (!State.IsWaiting(who))
            Happen(new Waits(new(who, admission.Name, admission.Role, admission.Guest, now)) { Sequence = State.Sequence + 1, At = now });
        return new(State.Sequence, null, Waits: true);
    }

    /// <summary>What the site allows is said in the log, so that what anybody may see follows from the log alone.</summary>
    private void HeedSite()
    {
        if (judgement.GuestsChat is { } allowed && allowed != State.GuestsChat) Happen(new GuestsChatChanged(allowed) { Sequence = State.Sequence + 1, At = now });
    }

    public LiveAnswer Do(ParticipantId who, LiveCommand command)
    {
        var decision = LiveRules.Decide(State, command, who, now);
        Happen(decision.Happens);
        Acted |= decision.Happens is not null;
        return new(decision.Problem is null ? decision.Already ?? State.Sequence : null, decision.Problem);
    }

    /// <summary>The same, once those whom it concerns are who the database says they are.</summary>
    public LiveAnswer JudgeAndDo(ParticipantId who, LiveCommand command)
    {
        // Whoever acts may be out; of those whom it concerns only their role counts, for a removal outlasts whatever else puts them out.
        foreach (var (one, admission) in judgement.Of)
            if (one == who || admission.PutsOut is null) Happen(PresenceRules.Judge(State, one, admission, now));
        return Do(who, command);
    }

    public LiveAnswer Leave(IReadOnlyDictionary<ParticipantId, DateTimeOffset> lastSeen)
    {
        foreach (var (who, seen) in lastSeen) Happen(PresenceRules.Leave(State, who, seen, now));
        return new(State.Sequence, null);
    }

    public LiveAnswer JudgeAgain()
    {
        if (judgement.Over) Happen(State.Ended ? null : new Ended(By: null) { Sequence = State.Sequence + 1, At = now });
        else
        {
            HeedSite();
            JudgeThem();
        }
        return new(State.Sequence, null);
    }

    private void JudgeThem()
    {
        foreach (var (who, admission) in judgement.Of) Happen(PresenceRules.Judge(State, who, admission, now));
    }

    private void Happen(LiveEvent? happens, DeviceBindingId? device = null)
    {
        if (happens is null) return;
        Events.Add(happens);
        Attendance.AddRange(AttendanceChange.Of(State, happens, device));
        State = State.Apply(happens);
    }
}
