using System.Globalization;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>
/// What the form of a session holds: clocks on the wall of the chosen zone, as the browser's own fields write them. Where such a
/// clock comes twice, which of the two is asked; where it never comes, the form says so.
/// </summary>
/// <param name="StartsAt">Such as <c>2026-11-26T16:00</c>; empty for an open-ended session.</param>
/// <param name="StartsSecond">The later of two: after the clocks went back.</param>
/// <param name="Version">The version it shows; null for a new session.</param>
public sealed record SessionForm(
    bool OpenEnded, string StartsAt, string EndsAt, bool StartsSecond, bool EndsSecond, string TimeZone, string EarlyEntryMinutes, int? Version)
{
    private const string Clock = "yyyy-MM-dd'T'HH:mm";

    /// <summary>An hour from the next full hour on.</summary>
    public static SessionForm New(string zone, DateTimeOffset now)
    {
        var start = now.In(zone).AddHours(1);
        start = start.AddMinutes(-start.Minute);
        return new(false, Written(start), Written(start.AddHours(1)), false, false, zone, Early(Session.UsualEarlyEntryMinutes), null);
    }

    public static SessionForm Of(Session session, string zone) => new(
        session.StartsAt is null, Written(session.StartsAt?.In(zone)), Written(session.EndsAt?.In(zone)),
        IsSecond(session.StartsAt, zone), IsSecond(session.EndsAt, zone), zone, Early(session.EarlyEntryMinutes), session.Version);

    public static SessionForm From(IFormCollection sent, int? version) => new(
        sent["when"] == "open-ended", sent["startsAt"].ToString(), sent["endsAt"].ToString(), sent["startsAtFold"] == "second", sent["endsAtFold"] == "second",
        sent["timeZone"].ToString(), sent["earlyEntryMinutes"].ToString(),
        int.TryParse(sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : version);

    /// <summary>The two instants that a field's clock means, if it means two.</summary>
    public LocalTime.Twice? Fold(string clock) =>
        TimeZones.Find(TimeZone) is { } zone && TryRead(clock, out var local) ? LocalTime.In(local, zone) as LocalTime.Twice : null;

    /// <summary>The instants that the form means.</summary>
    /// <param name="sent">Asked about each fold: one that nobody has answered is a fault of its field.</param>
    public Outcome<SessionTimes> Times(IFormCollection sent)
    {
        var errors = new FieldErrors();
        var early = int.TryParse(EarlyEntryMinutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : -1;
        if (TimeZones.Find(TimeZone) is not { } zone)
        {
            errors.Add("timeZone", "Choose a time zone, such as Europe/Dublin.");
            return errors.Problem!;
        }
        if (OpenEnded) return new SessionTimes(null, null, early);
        errors.Require(StartsAt.Length > 0, "startsAt", "When does it start?");
        var start = Instant("startsAt", StartsAt, StartsSecond, zone, sent, errors);
        var end = Instant("endsAt", EndsAt, EndsSecond, zone, sent, errors);
        return errors.Problem is { } problem ? problem : new SessionTimes(start, end, early);
    }

    private static DateTimeOffset? Instant(string field, string clock, bool second, TimeZoneInfo zone, IFormCollection sent, FieldErrors errors)
    {
        if (clock.Length == 0) return null;
        if (!TryRead(clock, out var local))
        {
            errors.Add(field, "A date and a time, please.");
            return null;
        }
        switch (LocalTime.In(local, zone))
        {
            case LocalTime.Once once:
                return once.Instant;
            case LocalTime.Twice twice:
                errors.Require(sent.ContainsKey(field + "Fold"), field, "The clocks go back over this time, so it comes twice. Say which one you mean.");
                return second ? twice.Second : twice.First;
            default:
                errors.Add(field, "The clocks go forward over this time, so it never comes. Choose an earlier or a later one.");
                return null;
        }
    }

    private static bool TryRead(string clock, out DateTime local) => DateTime.TryParseExact(
        clock, [Clock, "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    private static bool IsSecond(DateTimeOffset? instant, string zone) =>
        instant?.In(zone) is { } local && TimeZones.Find(zone) is { } info && LocalTime.In(local.DateTime, info) is LocalTime.Twice twice && twice.Second == instant;

    private static string Written(DateTimeOffset? local) => local?.ToString(Clock, CultureInfo.InvariantCulture) ?? "";

    private static string Early(int minutes) => minutes.ToString(CultureInfo.InvariantCulture);
}
