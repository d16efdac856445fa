using Usher.Sessions;

namespace Usher.Live;

/// <summary>What the database says about somebody's right to be in a session, at one moment.</summary>
/// <param name="Role">The role that is theirs, as long as there is no <paramref name="Refusal"/>.</param>
/// <param name="Until">When the right ends by the clock; null if it does not.</param>
/// <param name="Refusal">Why they may not come in; null if they may.</param>
/// <param name="PutsOut">What happens to them if they are in: null when the refusal only keeps people from entering.</param>
public sealed record Admission(
    ParticipantId Participant, string Name, Role Role, bool Invited, DateTimeOffset? Until, Problem? Refusal = null, RemovalReason? PutsOut = null);

/// <summary>What comes of people arriving, going, and being judged again while they are in.</summary>
public static class PresenceRules
{
    /// <summary>Null when they are in already, as they are: another connection of theirs.</summary>
    public static LiveEvent? Arrive(LiveState state, Admission admitted, DateTimeOffset now)
    {
        var before = state.Find(admitted.Participant);
        if (before is { Present: true } && before.Name == admitted.Name) return Judge(state, admitted, now);
        return new Entered(new(admitted.Participant, admitted.Name, admitted.Role, Present: true, admitted.Invited))
        {
            Sequence = state.Sequence + 1,
            At = now,
        };
    }

    /// <summary>Null when they are not in.</summary>
    public static LiveEvent? Leave(LiveState state, ParticipantId who, DateTimeOffset now) =>
        state.Find(who) is { Present: true } ? new Left(who) { Sequence = state.Sequence + 1, At = now } : null;

    /// <summary>What has changed for somebody who is in, by what the database says now; null when nothing has.</summary>
    public static LiveEvent? Judge(LiveState state, Admission admission, DateTimeOffset now)
    {
        if (state.Find(admission.Participant) is not { Present: true } person) return null;
        if (admission.PutsOut is { } reason) return new Removed(person.Id, reason) { Sequence = state.Sequence + 1, At = now };
        return person.Role == admission.Role ? null : new RoleChanged(person.Id, admission.Role, By: null) { Sequence = state.Sequence + 1, At = now };
    }
}

/// <summary>A person as everybody sees them.</summary>
public sealed record ParticipantView(ParticipantId Id, string Name, Role Role, bool Present, bool Invited);

/// <summary>Somebody came in, or is known by another name now.</summary>
public sealed record Entered(ParticipantView Participant) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state)
    {
        var (id, name, role, present, invited) = Participant;
        var person = state.Find(id) is { } before
            ? before with { Name = name, Role = role, Present = present, Invited = invited }
            : new Person(id, name, role, present, invited);
        // A session that was ended and opened again goes on.
        return (state with { Ended = false }).With(person);
    }
}

/// <summary>Nobody is connected for this person any more.</summary>
public sealed record Left(ParticipantId Participant) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) =>
        state.Find(Participant) is { } person ? state.With(person with { Present = false }) : state;
}
