using Usher.Sessions;

namespace Usher.Live;

/// <summary>What comes of people arriving, going, and being judged again while they are in.</summary>
public static class PresenceRules
{
    /// <summary>Nothing when they are in already, as they are: another connection of theirs.</summary>
    public static IEnumerable<LiveEvent> Arrive(LiveState state, ParticipantId who, Admission admitted, DateTimeOffset now)
    {
        var (before, sequence) = (state.Find(who), state.Sequence);
        // Told apart from their coming in, so that who resumes can see in the log whether they are still allowed what they were.
        if (before is not null && before.Role != admitted.Role)
            yield return new RoleChanged(who, admitted.Role, By: null) { Sequence = ++sequence, At = now };
        if (before is not { Present: true } || before.Name != admitted.Name)
            yield return new Entered(new(who, admitted.Name, admitted.Role, Present: true, admitted.Invited, admitted.Guest)) { Sequence = ++sequence, At = now };
    }

    /// <summary>Null when they are not in.</summary>
    public static LiveEvent? Leave(LiveState state, ParticipantId who, DateTimeOffset lastSeen, DateTimeOffset now) =>
        state.IsWaiting(who) ? new WaitsNoMore(who, Reason: null) { Sequence = state.Sequence + 1, At = now }
        : state.Find(who) is { Present: true } ? new Left(who, lastSeen < now ? lastSeen : now) { Sequence = state.Sequence + 1, At = now }
        : null;

    private static LiveEvent? JudgeWaiter(LiveState state, ParticipantId who, Admission admission, DateTimeOffset now)
    {
        if (admission.PutsOut is { } reason) return new WaitsNoMore(who, reason) { Sequence = state.Sequence + 1, At = now };
        return WaitingRules.MustWait(state, who, admission.Role) ? null : new Admitted(who, By: null) { Sequence = state.Sequence + 1, At = now };
    }

    /// <summary>What has changed for somebody who is in, by what the database says now; null when nothing has.</summary>
    public static LiveEvent? Judge(LiveState state, ParticipantId who, Admission admission, DateTimeOffset now)
    {
        if (state.IsWaiting(who)) return JudgeWaiter(state, who, admission, now);
        if (state.Find(who) is not { Present: true } person) return null;
        if (admission.PutsOut is { } reason) return new Removed(who, reason) { Sequence = state.Sequence + 1, At = now };
        return person.Role == admission.Role ? null : new RoleChanged(who, admission.Role, By: null) { Sequence = state.Sequence + 1, At = now };
    }
}

/// <summary>A person as everybody sees them.</summary>
/// <param name="Guest">Whether they came by a guest link; not there in logs from before there were any.</param>
public sealed record ParticipantView(ParticipantId Id, string Name, Role Role, bool Present, bool Invited, bool Guest = false);

/// <summary>Somebody came in, or is known by another name now.</summary>
public sealed record Entered(ParticipantView Participant) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state)
    {
        var (id, name, role, present, invited, guest) = Participant;
        var person = state.Find(id) is { } before
            ? before with { Name = name, Role = role, Present = present, Invited = invited, Guest = guest }
            : new Person(id, name, role, present, invited) { Guest = guest };
        // A session that was ended and opened again goes on.
        return (state.NoLongerWaiting(id) with { Ended = false, LetIn = state.LetIn.Remove(id) }).With(person);
    }
}

/// <summary>Nobody is connected for this person any more.</summary>
/// <param name="LastSeenAt">When they were last known to be connected: to notice a lost connection, or a crash of ours, takes time.</param>
public sealed record Left(ParticipantId Participant, DateTimeOffset? LastSeenAt = null) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) =>
        state.Find(Participant) is { } person ? state.With(person with { Present = false }) : state;
}
