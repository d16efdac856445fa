namespace Usher.Sessions;

/// <summary>Which instant a clock on the wall of a time zone means.</summary>
public abstract record LocalTime
{
    /// <summary>It comes once.</summary>
    public sealed record Once(DateTimeOffset Instant) : LocalTime;

    /// <summary>It comes twice, for the clocks go back over it.</summary>
    public sealed record Twice(DateTimeOffset First, DateTimeOffset Second) : LocalTime;

    /// <summary>It never comes, for the clocks go forward over it.</summary>
    /// <param name="Next">The first instant after the gap.</param>
    public sealed record Never(DateTimeOffset Next) : LocalTime;

    /// <summary>
    /// Found by trying the offsets before and after, not by <see cref="TimeZoneInfo.IsInvalidTime(DateTime)"/> and its like:
    /// those err where winter time is the exception and summer time the rule, as in Europe/Dublin.
    /// </summary>
    /// <param name="local">What the clock shows.</param>
    /// <param name="zone">Where it hangs.</param>
    public static LocalTime In(DateTime local, TimeZoneInfo zone)
    {
        // No offset is a day, so the instant lies between these two.
        var shown = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var (before, after) = (shown.AddDays(-1), shown.AddDays(1));
        DateTimeOffset[] instants =
        [
            .. new[] { zone.GetUtcOffset(before), zone.GetUtcOffset(after) }.Distinct()
                .Select(offset => new DateTimeOffset(shown.DateTime, offset))
                .Where(instant => zone.GetUtcOffset(instant) == instant.Offset).Order(),
        ];
        return instants switch
        {
            [var once] => new Once(once),
            [var first, var second] => new Twice(first, second),
            _ => new Never(Change(before, after, zone)),
        };
    }

    /// <summary>The instant, to the second, at which the offset of <paramref name="after"/> begins.</summary>
    private static DateTimeOffset Change(DateTimeOffset before, DateTimeOffset after, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(after);
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before.AddSeconds(Math.Ceiling((after - before).TotalSeconds / 2));
            (before, after) = zone.GetUtcOffset(middle) == offset ? (before, middle) : (middle, after);
        }
        return after.ToOffset(offset);
    }
}
