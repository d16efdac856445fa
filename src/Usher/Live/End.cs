using Usher.Sessions;

namespace Usher.Live;

/// <summary>End the session for everyone.</summary>
public sealed record End : LiveCommand
{
    internal override LiveAct Act => LiveAct.RunSession;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now) =>
        new Ended(by.Id) { Sequence = state.Sequence + 1, At = now };
}

/// <summary>The session is over.</summary>
/// <param name="By">Null when it was ended from outside, or by the clock.</param>
public sealed record Ended(ParticipantId? By) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) => state with
    {
        Ended = true,
        People = state.People.SetItems(state.Present.Select(person => KeyValuePair.Create(person.Id, person with { Present = false }))),
    };
}
