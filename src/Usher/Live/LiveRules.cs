using Usher.Sessions;

namespace Usher.Live;

/// <summary>Decides what a command comes to, on the state and the time alone. Nothing else decides what happens in a session.</summary>
public static class LiveRules
{
    public const int LongestText = 4_000;
    public const int LongestId = 40;

    /// <summary>How many texts a person may write within <see cref="Pace"/>.</summary>
    public const int MostTexts = 10;

    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    public static Decision Decide(LiveState state, LiveCommand command, ParticipantId who, DateTimeOffset now)
    {
        if (state.Ended) return SessionProblems.Ended;
        if (state.Find(who) is not { Present: true } by) return LiveProblems.NotEntered;
        if (!by.Role.May(command.Act, state.GuestsChat)) return LiveProblems.NotAllowed;
        return command is WritingCommand writing ? DecideWriting(state, writing, by, now) : command.Decide(state, by, now);
    }

    private static Decision DecideWriting(LiveState state, WritingCommand command, Person by, DateTimeOffset now)
    {
        if (command.ActId is { } id)
        {
            if (id.Length is 0 or > LongestId) return LiveProblems.BadId;
            // Before every other check: what was acknowledged once is acknowledged again.
            if (by.Writings.Find(writing => writing.Id == id) is { } before) return Decision.AlreadyAt(before.Sequence);
        }
        var text = command.Text.Trim();
        if (text.Length == 0) return LiveProblems.NoText;
        if (text.Length > LongestText) return LiveProblems.TextTooLong;
        var decision = (command with { Text = text }).Decide(state, by, now);
        return decision.Happens is not null && TooFast(by, now) is { } wait ? LiveProblems.TooFast.After(wait) : decision;
    }

    /// <summary>How long this person has to wait; null if they may write now.</summary>
    private static TimeSpan? TooFast(Person by, DateTimeOffset now)
    {
        if (by.Writings.Count < MostTexts) return null;
        var free = by.Writings[^MostTexts].At + Pace;
        return free > now ? free - now : null;
    }
}
