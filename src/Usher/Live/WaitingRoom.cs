using System.Collections.Immutable;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Somebody who waits to be let in.</summary>
/// <param name="Guest">Whether they came by a guest link.</param>
public sealed record Waiter(ParticipantId Id, string Name, Role Role, bool Guest, DateTimeOffset Since);

/// <summary>Something that a Moderator or Host wrote to those who wait.</summary>
public sealed record WaitingWord(ParticipantId By, string Name, string Text, DateTimeOffset At);

/// <summary>Lock the room: whoever arrives and is less than a Speaker waits until somebody lets them in.</summary>
public sealed record LockRoom : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now) =>
        state.Locked ? Decision.AlreadyAt(state.Sequence) : new Locked(by.Id) { Sequence = state.Sequence + 1, At = now };
}

/// <summary>Unlock the room: those who wait come in.</summary>
public sealed record UnlockRoom : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now) =>
        state.Locked ? new Unlocked(by.Id) { Sequence = state.Sequence + 1, At = now } : Decision.AlreadyAt(state.Sequence);
}

/// <summary>Let somebody in who waits.</summary>
public sealed record Admit(ParticipantId Participant) : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        if (state.IsWaiting(Participant)) return new Admitted(Participant, by.Id) { Sequence = state.Sequence + 1, At = now };
        // Somebody else was quicker, or they have gone.
        return WaitingRules.WasAdmitted(state, Participant) ? Decision.AlreadyAt(state.Sequence) : LiveProblems.NotWaiting;
    }
}

/// <summary>Let everybody in who waits; the room stays locked.</summary>
public sealed record AdmitAll : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now) =>
        state.Waiting.IsEmpty ? Decision.AlreadyAt(state.Sequence) : new AdmittedAll(by.Id) { Sequence = state.Sequence + 1, At = now };
}

/// <summary>Send somebody away who waits.</summary>
public sealed record Decline(ParticipantId Participant) : LiveCommand
{
    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now) =>
        state.IsWaiting(Participant) ? new Declined(Participant, by.Id) { Sequence = state.Sequence + 1, At = now }
        : state.Declines.ContainsKey(Participant) ? Decision.AlreadyAt(state.Sequence)
        : LiveProblems.NotWaiting;
}

/// <summary>Write to those who wait.</summary>
public sealed record TellWaiting(string Id, string Text) : WritingCommand(Text)
{
    internal override string ActId => Id;

    internal override LiveAct Act => LiveAct.HandlePeople;

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now) =>
        state.Locked ? new ToldWaiting(Id, new(by.Id, by.Name, Text, now)) { Sequence = state.Sequence + 1, At = now } : LiveProblems.NotLocked;
}

/// <summary>The room is locked.</summary>
public sealed record Locked(ParticipantId By) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) => state with { Locked = true };
}

/// <summary>The room is open to all who may enter, and those who waited come in.</summary>
public sealed record Unlocked(ParticipantId By) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) =>
        state with { Locked = false, LetIn = state.LetIn.Union(state.Waiting.Select(one => one.Id)), Waiting = [], Declines = state.Declines.Clear(), WaitingWords = [] };
}

/// <summary>Somebody waits to be let in.</summary>
public sealed record Waits(Waiter Waiter) : LiveEvent
{
    public override Audience Audience => Audience.Desk;

    internal override LiveState ApplyTo(LiveState state) => state with { Waiting = state.Waiting.Add(Waiter), Declines = state.Declines.Remove(Waiter.Id) };
}

/// <summary>Somebody who waited is let in, and comes in by themselves.</summary>
/// <param name="By">Null when their role has become one that does not wait.</param>
public sealed record Admitted(ParticipantId Participant, ParticipantId? By) : LiveEvent
{
    public override Audience Audience => Audience.Desk;

    internal override LiveState ApplyTo(LiveState state) => state.NoLongerWaiting(Participant) with { LetIn = state.LetIn.Add(Participant) };
}

/// <summary>Everybody who waited is let in.</summary>
public sealed record AdmittedAll(ParticipantId By) : LiveEvent
{
    public override Audience Audience => Audience.Desk;

    internal override LiveState ApplyTo(LiveState state) => state with { LetIn = state.LetIn.Union(state.Waiting.Select(one => one.Id)), Waiting = [] };
}

/// <summary>Somebody who waited is sent away.</summary>
public sealed record Declined(ParticipantId Participant, ParticipantId By) : LiveEvent
{
    public override Audience Audience => Audience.Desk;

    internal override LiveState ApplyTo(LiveState state) => state.NoLongerWaiting(Participant) with { Declines = state.Declines.SetItem(Participant, At) };
}

/// <summary>Somebody waits no more.</summary>
/// <param name="Reason">Null when they have gone by themselves.</param>
public sealed record WaitsNoMore(ParticipantId Participant, RemovalReason? Reason) : LiveEvent
{
    public override Audience Audience => Audience.Desk;

    internal override LiveState ApplyTo(LiveState state) => state.NoLongerWaiting(Participant);
}

/// <summary>Those who wait were written to.</summary>
/// <param name="Id">As the writer's client named it.</param>
public sealed record ToldWaiting(string Id, WaitingWord Word) : LiveEvent
{
    private const int WordsKept = 20;

    public override Audience Audience => Audience.Desk;

    internal override LiveState ApplyTo(LiveState state) => (state with
    {
        WaitingWords = (state.WaitingWords.Count < WordsKept ? state.WaitingWords : state.WaitingWords.RemoveAt(0)).Add(Word),
    }).Noting(Word.By, new(Id, Sequence, At));
}

/// <summary>The site has given guests a part in the chat, or taken it.</summary>
public sealed record GuestsChatChanged(bool Allowed) : LiveEvent
{
    internal override LiveState ApplyTo(LiveState state) => state with { GuestsChat = Allowed };
}

/// <summary>All that somebody who waits is told.</summary>
/// <param name="Place">In the queue, from 1.</param>
/// <param name="Words">What the hosts wrote to all who wait, oldest first.</param>
public sealed record WaitingView(int Place, ImmutableArray<WaitingWordView> Words)
{
    public static WaitingView For(LiveState state, ParticipantId who) => new(
        state.Waiting.FindIndex(one => one.Id == who) + 1, [.. state.WaitingWords.Select(word => new WaitingWordView(word.Text, word.At))]);
}

/// <summary>A word of the hosts to those who wait. Who of them wrote it is of the room, and not for those outside.</summary>
public sealed record WaitingWordView(string Text, DateTimeOffset At);

/// <summary>Who waits, and for how long no means no.</summary>
public static class WaitingRules
{
    /// <summary>Somebody who was declined may ask again after this: people press the wrong button. To keep somebody out for good, remove them.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    public static bool MustWait(LiveState state, ParticipantId who, Role role) => state.Locked && role < Role.Speaker && !WasAdmitted(state, who);

    /// <summary>Whoever was in before, or has been let in, walks in.</summary>
    public static bool WasAdmitted(LiveState state, ParticipantId who) => state.Find(who) is not null || state.LetIn.Contains(who);

    /// <summary>Until when they are turned away; null if they may wait.</summary>
    public static DateTimeOffset? DeclinedUntil(LiveState state, ParticipantId who, DateTimeOffset now) =>
        state.Declines.TryGetValue(who, out var at) && at + AskAgainAfter > now ? at + AskAgainAfter : null;
}
