using System.Globalization;
using Microsoft.Extensions.Localization;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>When a session is, as people say it, in the room's time zone and the reader's language.</summary>
public static class ScheduleWords
{
    private const int DaysNamedByWeekday = 6;

    /// <summary>Such as "Today, 16:00–17:30", "Thursday 26 November, 16:00"; the zone is for the page to name beside it.</summary>
    public static string When(this IStringLocalizer<Words> words, Session session, string zone, DateTimeOffset now)
    {
        if (session.StartsAt?.In(zone) is not { } start) return words["No set time: open until it is ended"];
        var day = words.Day(start, now.In(zone));
        if (session.EndsAt?.In(zone) is not { } end) return words["{0}, from {1}", day, Time(start)];
        return start.Date == end.Date || end - start < TimeSpan.FromHours(12)
            ? words["{0}, {1}–{2}", day, Time(start), Time(end)]
            : words["{0}, {1} – {2}, {3}", day, Time(start), words.Day(end, now.In(zone)), Time(end)];
    }

    private static string Day(this IStringLocalizer<Words> words, DateTimeOffset day, DateTimeOffset today) => (day.Date - today.Date).Days switch
    {
        0 => words["Today"],
        1 => words["Tomorrow"],
        -1 => words["Yesterday"],
        > 1 and <= DaysNamedByWeekday => day.ToString("dddd", CultureInfo.CurrentCulture),
        _ when day.Year == today.Year => day.Weekday(),
        _ => day.Date(),
    };

    private static string Time(DateTimeOffset at) => at.ToString(SpokenTimes.ClockFormat, CultureInfo.CurrentCulture);
}
