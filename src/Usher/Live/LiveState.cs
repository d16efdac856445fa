using System.Collections.Immutable;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>A session as it stands after an event of its log. Immutable: whoever holds one may read it at leisure.</summary>
public sealed record LiveState
{
    /// <summary>Of its JSON in snapshots: count it up whenever what is in them changes its meaning.</summary>
    public const int Format = 2;

    /// <summary>Newcomers get this many messages of a panel, and scroll back through the rest.</summary>
    public const int MessagesKept = 100;

    /// <summary>Before the first event.</summary>
    public static readonly LiveState Empty = new();

    /// <summary>Of the last event; 0 before the first.</summary>
    public long Sequence { get; init; }

    public ImmutableDictionary<ParticipantId, Person> People { get; init; } = [];
    public Conversation Chat { get; init; } = Conversation.Empty;
    public Conversation Backchannel { get; init; } = Conversation.Empty;

    /// <summary>Oldest first.</summary>
    public ImmutableList<Question> Questions { get; init; } = [];

    public bool Ended { get; init; }

    /// <summary>Whether those who arrive, and are less than a Speaker, wait until somebody lets them in.</summary>
    public bool Locked { get; init; }

    /// <summary>Those who wait, in the order of their coming. They are not among <see cref="People"/>, and nothing of the session is for them.</summary>
    public ImmutableList<Waiter> Waiting { get; init; } = [];

    /// <summary>Those who have been let in and have not come in yet.</summary>
    public ImmutableHashSet<ParticipantId> LetIn { get; init; } = [];

    /// <summary>Those who were sent away, and when.</summary>
    public ImmutableDictionary<ParticipantId, DateTimeOffset> Declines { get; init; } = [];

    /// <summary>What was written to those who wait, oldest first.</summary>
    public ImmutableList<WaitingWord> WaitingWords { get; init; } = [];

    /// <summary>The site's setting, as far as this session has heard of it.</summary>
    public bool GuestsChat { get; init; } = true;

    public LiveState Apply(LiveEvent happened) => happened.ApplyTo(this) with { Sequence = happened.Sequence };

    public Person? Find(ParticipantId who) => People.GetValueOrDefault(who);

    public bool IsWaiting(ParticipantId who) => Waiting.Exists(one => one.Id == who);

    public Question? FindQuestion(string id) => Questions.Find(question => question.Id == id);

    /// <summary>Those who are in the session now.</summary>
    public IEnumerable<Person> Present => People.Values.Where(person => person.Present);

    internal LiveState With(Person person) => this with { People = People.SetItem(person.Id, person) };

    internal LiveState NoLongerWaiting(ParticipantId who) => this with { Waiting = Waiting.RemoveAll(one => one.Id == who) };

    /// <summary>In the place of what was known of it, or in the order of asking.</summary>
    internal LiveState With(Question question) => this with
    {
        Questions = FindQuestion(question.Id) is { } before
            ? Questions.Replace(before, question)
            : Questions.Insert(Questions.Count(earlier => earlier.Sequence < question.Sequence), question),
    };

    /// <summary>Notes that somebody wrote, for the limit on their pace and to know the same act again.</summary>
    internal LiveState Noting(ParticipantId who, Writing writing) => Find(who) is { } person ? With(person.Noting(writing)) : this;
}

/// <summary>Somebody who is or was in the session.</summary>
/// <param name="Invited">Whether they came by an invitation, so that it can be revoked.</param>
public sealed record Person(ParticipantId Id, string Name, Role Role, bool Present, bool Invited)
{
    private const int WritingsKept = 20;

    /// <summary>Whether they came by a guest link.</summary>
    public bool Guest { get; init; }

    /// <summary>What they wrote last, oldest first.</summary>
    public ImmutableList<Writing> Writings { get; init; } = [];

    /// <summary>Whether they receive what is for the backstage.</summary>
    public bool Backstage => Role.May(LiveAct.Backchannel);

    /// <summary>How much of the session they see.</summary>
    /// <param name="guestsChat"><see cref="LiveState.GuestsChat"/>.</param>
    public Sight Sight(bool guestsChat) =>
        Role.May(LiveAct.HandlePeople) ? Live.Sight.Desk
        : Backstage ? Live.Sight.Backstage
        : Role.May(LiveAct.Chat, guestsChat) ? Live.Sight.Front
        : Live.Sight.Quiet;

    internal Person Noting(Writing writing) => this with { Writings = (Writings.Count < WritingsKept ? Writings : Writings.RemoveAt(0)).Add(writing) };
}

/// <summary>Something that a person wrote.</summary>
/// <param name="Id">As their client named it; empty for what is known by its content.</param>
public sealed record Writing(string Id, long Sequence, DateTimeOffset At);

/// <summary>The messages of one panel, as far as the state keeps them.</summary>
/// <param name="Last">Oldest first.</param>
/// <param name="More">Whether the log holds older ones.</param>
public sealed record Conversation(ImmutableList<Message> Last, bool More)
{
    public static readonly Conversation Empty = new([], More: false);

    internal Conversation Add(Message message) =>
        Last.Count < LiveState.MessagesKept ? this with { Last = Last.Add(message) } : new(Last.RemoveAt(0).Add(message), More: true);
}
