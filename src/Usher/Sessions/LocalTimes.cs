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

    /// <param name="local">What the clock shows.</param>
    /// <param name="zone">Where it hangs.</param>
    public static LocalTime In(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local)) return new Never(AfterGap(local, zone));
        if (!zone.IsAmbiguousTime(local)) return new Once(new(local, zone.GetUtcOffset(local)));
        // The greater offset is the earlier instant: summer time comes before the hour is lived again.
        var offsets = zone.GetAmbiguousTimeOffsets(local);
        return new Twice(new(local, offsets.Max()), new(local, offsets.Min()));
    }

    private static DateTimeOffset AfterGap(DateTime local, TimeZoneInfo zone)
    {
        var next = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0);
        // Gaps end at a full minute, and the widest is a day (Samoa, 2011).
        while (zone.IsInvalidTime(next)) next = next.AddMinutes(1);
        return new(next, zone.GetUtcOffset(next));
    }
}
