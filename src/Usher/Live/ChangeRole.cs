using Usher.Sessions;

namespace Usher.Live;

/// <summary>Give somebody another role: up to one's own, never a Host's.</summary>
public sealed record ChangeRole(ParticipantId Participant, Role Role) : LiveCommand
{
    internal override LiveAct Act => LiveAct.ChangeRole;

    internal override ParticipantId? About => Participant;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.Find(Participant) is not { } person) return LiveProblems.UnknownPerson;
        // To be a Host takes a standing on the room; nobody in the session can give that.
        if (Role is Role.Host || !May(by, person)) return LiveProblems.NotAllowed;
        if (person.Role == Role) return Decision.AlreadyAt(state.Sequence);
        return new RoleChanged(Participant, Role, by.Id) { Sequence = state.Sequence + 1, At = now };
    }

    // Nobody is made a Guest who was not one; but who came by a guest link can be made one again.
    private bool May(Person by, Person whom) => by.Role.MayChangeRole(whom.Role, Role is Role.Guest && whom.Guest ? Role.Viewer : Role);
}

/// <summary>Somebody has another role.</summary>
/// <param name="By">Null when it was changed outside the session, such as on the register.</param>
public sealed record RoleChanged(ParticipantId Participant, Role Role, ParticipantId? By) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) =>
        state.Find(Participant) is { } person ? state.With(person with { Role = Role }) : state;
}
