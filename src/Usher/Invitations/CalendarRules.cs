namespace Usher.Invitations;

/// <summary>What became of a session since somebody's calendar was told of it.</summary>
public enum CalendarChange
{
    Moved,
    Renamed,
    Cancelled,
}

/// <summary>When a calendar must be told, and under which number.</summary>
public static class CalendarRules
{
    /// <param name="told">What it was told.</param>
    /// <param name="now">What is so; null when there is nothing to come to any more.</param>
    /// <returns>Null when it knows.</returns>
    public static CalendarChange? Change(CalendarFacts told, CalendarFacts? now) =>
        now is null ? CalendarChange.Cancelled
        : now == told ? null
        : now.StartsAt == told.StartsAt && now.EndsAt == told.EndsAt && now.TimeZone == told.TimeZone ? CalendarChange.Renamed
        : CalendarChange.Moved;

    /// <summary>The SEQUENCE of the next mail: never less than any before it, and more wherever something changed.</summary>
    /// <param name="version">The session's: what people add from its pages carries that.</param>
    /// <param name="told">The last that this person's calendar was sent; null for none.</param>
    /// <param name="same">Whether the mail says what that one said.</param>
    public static int Sequence(int version, int? told, bool same) => told is not { } last ? version : same ? last : Math.Max(version, last + 1);
}
