using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using NodaTime;
using NodaTime.Extensions;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>A session as an entry for calendars. It carries no link and no token, since calendars are shared.</summary>
/// <param name="Uid">The same for everybody and for as long as the session is there, so that later files change this entry, and one person never has two.</param>
/// <param name="Sequence">The session's version: calendars ignore what is older than what they have (RFC 5545 §3.8.7.4).</param>
/// <param name="TimeZone">The room's, as an IANA name.</param>
/// <param name="Location">Where it is said to be.</param>
public sealed record SessionCalendar(
    string Uid, int Sequence, string Title, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string TimeZone, string Description, string Location)
{
    // For a session that says when it starts and not when it ends: calendars want both.
    private static readonly TimeSpan UsualLength = TimeSpan.FromHours(1);

    /// <summary>Null for a session without times, which has no place in a calendar.</summary>
    /// <param name="session">The session.</param>
    /// <param name="room">Its room.</param>
    /// <param name="site">Names the domain in the <see cref="Uid"/>.</param>
    /// <param name="description">What to tell the reader.</param>
    /// <param name="location">Where it is said to be.</param>
    public static SessionCalendar? Of(Session session, Room room, PublicAddress site, string description, string location) =>
        session.StartsAt is { } start
            ? new($"session-{session.Id}@{site.Domain}", session.Version, room.Title, start, session.EndsAt ?? start + UsualLength, room.TimeZone, description, location)
            : null;

    /// <summary>The file that anybody may add to their calendar.</summary>
    public string File(DateTimeOffset now) => Write("PUBLISH", Entry(now));

    /// <summary>The file that asks one person to come, to go with a mail (RFC 6047): later ones with the same <see cref="Uid"/> change or cancel it.</summary>
    /// <param name="organizer">Name and address of who asks.</param>
    /// <param name="attendee">Name and address of who is asked.</param>
    /// <param name="now">When.</param>
    public string Request((string Name, string Address) organizer, (string Name, string Address) attendee, DateTimeOffset now) =>
        Write("REQUEST", Between(Entry(now), organizer, attendee));

    /// <summary>The file that takes the entry out of one person's calendar.</summary>
    /// <param name="organizer">Name and address of who asked.</param>
    /// <param name="attendee">Name and address of who was asked.</param>
    /// <param name="now">When.</param>
    public string Cancel((string Name, string Address) organizer, (string Name, string Address) attendee, DateTimeOffset now)
    {
        var entry = Between(Entry(now), organizer, attendee);
        entry.Status = EventStatus.Cancelled;
        return Write("CANCEL", entry);
    }

    private static CalendarEvent Between(CalendarEvent entry, (string Name, string Address) organizer, (string Name, string Address) attendee)
    {
        entry.Organizer = new Organizer($"mailto:{organizer.Address}") { CommonName = organizer.Name };
        entry.Attendees =
        [
            new Attendee($"mailto:{attendee.Address}")
            {
                CommonName = attendee.Name,
                Role = "REQ-PARTICIPANT",
                ParticipationStatus = EventParticipationStatus.NeedsAction,
                // Answers would go to the sender's address, where nobody reads them.
                Rsvp = false,
            },
        ];
        return entry;
    }

    public string GoogleUrl => Url("https://calendar.google.com/calendar/render",
        ("action", "TEMPLATE"), ("text", Title), ("dates", $"{Compact(StartsAt)}/{Compact(EndsAt)}"), ("ctz", TimeZone), ("details", Description), ("location", Location));

    public string OutlookUrl => Url("https://outlook.live.com/calendar/0/deeplink/compose",
        ("path", "/calendar/action/compose"), ("rru", "addevent"), ("subject", Title), ("startdt", Iso(StartsAt)), ("enddt", Iso(EndsAt)), ("body", Description), ("location", Location));

    private CalendarEvent Entry(DateTimeOffset now) => new()
    {
        Uid = Uid,
        Sequence = Sequence,
        DtStamp = new CalDateTime(now.UtcDateTime),
        DtStart = Local(StartsAt),
        DtEnd = Local(EndsAt),
        Summary = Title,
        Description = Description,
        Location = Location,
        Status = EventStatus.Confirmed,
        Transparency = TransparencyType.Opaque,
    };

    private string Write(string method, CalendarEvent entry)
    {
        var calendar = new Ical.Net.Calendar { Method = method, ProductId = "-//Usher//Usher//EN" };
        calendar.TimeZones.Add(SessionTimeZone.Around(Zone, StartsAt.ToInstant(), EndsAt.ToInstant()));
        calendar.Events.Add(entry);
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private DateTimeZone Zone => DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) ?? DateTimeZone.Utc;

    private CalDateTime Local(DateTimeOffset instant) =>
        new(instant.ToInstant().InZone(Zone).ToDateTimeUnspecified(), Zone.Id);

    private static string Compact(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Iso(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Url(string start, params (string Name, string Value)[] query) =>
        start + "?" + string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
}
