using System.Globalization;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>Instants as people say them in a zone: for pages before their script, and for mail.</summary>
public static class SpokenTimes
{
    /// <summary>
    /// The site's own clock, of 24 hours. What a culture's "t" gives is not the same from one library of locales to the next: "17:00"
    /// here is "5:00 PM" there, for the very same "en".
    /// </summary>
    public const string ClockFormat = "HH:mm";

    /// <summary>"Thursday 26 November, 16:00–17:30", or with both days when it runs past midnight.</summary>
    public static string Span(DateTimeOffset start, DateTimeOffset? end, string zone)
    {
        var (from, to) = (In(start, zone), end is { } instant ? In(instant, zone) : (DateTimeOffset?)null);
        var first = $"{Day(from)}, {Clock(from)}";
        return to is not { } last ? first : last.Date == from.Date ? $"{first}–{Clock(last)}" : $"{first} – {Day(last)}, {Clock(last)}";
    }

    /// <summary>"16:00".</summary>
    public static string Clock(DateTimeOffset instant, string zone) => Clock(In(instant, zone));

    /// <summary>A zone as its hours are told by it: "Europe/Dublin", "America/New York".</summary>
    public static string Zone(string zone) => zone.Replace('_', ' ');

    /// <summary>Whether two zones show the same clock at an instant: then there is no need to tell both.</summary>
    public static bool SameClock(DateTimeOffset instant, string one, string other) => In(instant, one).Offset == In(instant, other).Offset;

    private static DateTimeOffset In(DateTimeOffset instant, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(instant, found) : instant.ToUniversalTime();

    private static string Day(DateTimeOffset local) => local.Weekday();

    private static string Clock(DateTimeOffset local) => local.ToString(ClockFormat, CultureInfo.CurrentCulture);
}
