namespace Usher.Live;

/// <summary>How much of a session somebody sees, least first. Who waits outside sees nothing of it, and so has none of these.</summary>
public enum Sight
{
    /// <summary>Everything but the chat: a Guest, where the site gives guests no part in it.</summary>
    Quiet,

    /// <summary>What is for everyone.</summary>
    Front,

    /// <summary>Also what is for Speakers, Moderators and Hosts.</summary>
    Backstage,

    /// <summary>Also what is for Moderators and Hosts: who waits outside.</summary>
    Desk,
}

/// <summary>Who may ever receive an event. It follows from the event alone, so that a log read years later answers the same.</summary>
/// <param name="Backstage">Speakers, Moderators and Hosts only; otherwise everyone in the session.</param>
/// <param name="Also">One person who receives it although they may not be backstage: the asker of a question.</param>
public readonly record struct Audience(bool Backstage, ParticipantId? Also = null)
{
    public static readonly Audience Everyone = new(Backstage: false);

    /// <summary>Moderators and Hosts only.</summary>
    public static readonly Audience Desk = new(Backstage: true) { IsDesk = true };

    /// <summary>Those who take part in the chat.</summary>
    public static readonly Audience Chat = new(Backstage: false) { IsChat = true };

    private bool IsDesk { get; init; }
    private bool IsChat { get; init; }

    public Sight Least => IsDesk ? Sight.Desk : Backstage ? Sight.Backstage : IsChat ? Sight.Front : Sight.Quiet;

    public bool Includes(ParticipantId who, Sight sight) => sight >= Least || Also == who;
}

internal static class Recasting
{
    /// <summary>Whether after this event somebody sees in another light what came before it too.</summary>
    public static bool Recasts(this LiveEvent happened, Person who) => happened switch
    {
        RoleChanged changed => changed.Participant == who.Id,
        Removed removed => removed.Participant == who.Id,
        GuestsChatChanged => who.Role is Sessions.Role.Guest,
        _ => false,
    };
}
