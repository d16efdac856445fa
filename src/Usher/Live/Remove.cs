using Usher.Sessions;

namespace Usher.Live;

/// <summary>Why somebody is out.</summary>
public enum RemovalReason
{
    /// <summary>A Moderator or Host removed them from this session.</summary>
    Removed,

    /// <summary>Their invitation was withdrawn, or their account is no longer let in.</summary>
    Revoked,

    /// <summary>Their invitation's time is over.</summary>
    Expired,
}

/// <summary>Put somebody out of this session, for good.</summary>
public sealed record Remove(ParticipantId Participant) : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override ParticipantId? About => Participant;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        // Removed already, by this very command perhaps, sent again.
        if (state.Find(Participant) is not { } person) return Decision.AlreadyAt(state.Sequence);
        if (person.Id == by.Id || !by.Role.MayRemove(person.Role)) return LiveProblems.NotAllowed;
        return new Removed(Participant, RemovalReason.Removed) { Sequence = state.Sequence + 1, At = now };
    }
}

/// <summary>Withdraw the invitation that somebody came by, which puts them out and keeps them out of every session of the room.</summary>
public sealed record Revoke(ParticipantId Participant) : LiveCommand
{
    internal override LiveAct Act => LiveAct.Invite;

    internal override ParticipantId? About => Participant;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.Find(Participant) is not { } person) return LiveProblems.UnknownPerson;
        if (!person.Invited) return LiveProblems.NotInvited;
        return new Removed(Participant, RemovalReason.Revoked) { Sequence = state.Sequence + 1, At = now };
    }
}

/// <summary>Somebody is out.</summary>
public sealed record Removed(ParticipantId Participant, RemovalReason Reason) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) => state with { People = state.People.Remove(Participant) };
}
