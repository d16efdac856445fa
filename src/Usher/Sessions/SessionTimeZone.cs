using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using NodaTime;
using Duration = NodaTime.Duration;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>
/// A time zone as calendar files describe it (VTIMEZONE), made from its real changes around an event and not from yearly rules:
/// rules guessed by the calendar library put Dublin, whose winter time counts as the exception, an hour off.
/// </summary>
internal static class SessionTimeZone
{
    // Some calendars look for a change before the event; a year holds one wherever clocks change at all.
    private static readonly Duration AYear = Duration.FromDays(366);

    public static VTimeZone Around(DateTimeZone zone, Instant start, Instant end)
    {
        var described = new VTimeZone(zone.Id);
        var before = zone.GetUtcOffset(start - AYear);
        foreach (var interval in zone.GetZoneIntervals(start - AYear, end + AYear))
        {
            var change = interval.HasStart ? interval.Start : start - AYear;
            described.AddChild(Observance(interval, change, before));
            before = interval.WallOffset;
        }
        return described;
    }

    private static VTimeZoneInfo Observance(NodaTime.TimeZones.ZoneInterval interval, Instant change, Offset before) =>
        // RFC 5545 §3.6.5: the onset is written in the local time that was in force until then.
        new(interval.WallOffset > before ? "DAYLIGHT" : "STANDARD")
        {
            Start = new CalDateTime(change.WithOffset(before).LocalDateTime.ToDateTimeUnspecified()),
            OffsetFrom = new UtcOffset(before.ToTimeSpan()),
            OffsetTo = new UtcOffset(interval.WallOffset.ToTimeSpan()),
            TimeZoneName = interval.Name,
        };
}
