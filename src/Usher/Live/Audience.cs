namespace Usher.Live;

/// <summary>Who may ever receive an event. It follows from the event alone, so that a log read years later answers the same.</summary>
/// <param name="Backstage">Speakers, Moderators and Hosts only; otherwise everyone in the session.</param>
/// <param name="Also">One person who receives it although they may not be backstage: the asker of a question.</param>
public readonly record struct Audience(bool Backstage, ParticipantId? Also = null)
{
    public static readonly Audience Everyone = new(Backstage: false);

    public bool Includes(ParticipantId who, bool backstage) => !Backstage || backstage || Also == who;
}
