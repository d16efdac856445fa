using System.Globalization;
using Microsoft.Extensions.Localization;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>What an invitation's mail has to say, as tokens for its template. A pure function of facts: nothing here reads or sends.</summary>
/// <param name="Invitation">With its room and the one who issued it.</param>
/// <param name="Session">The session that it leads to; null when none is planned.</param>
/// <param name="ExpiresAt">When the link ends; null as long as the session has no end.</param>
/// <param name="Link">The link.</param>
/// <param name="SiteName">What the site calls itself.</param>
public sealed record InvitationLetter(Invitation Invitation, Session? Session, DateTimeOffset? ExpiresAt, string Link, string SiteName)
{
    /// <summary>Content-ID of the QR code's picture.</summary>
    public const string QrCodeId = "qr-code";

    private string RoomZone => Invitation.Room!.TimeZone;

    /// <summary>The invitee's; where the host did not say, the room's.</summary>
    private string Zone => Invitation.TimeZone ?? RoomZone;

    /// <summary>Every token that a template may use, by name. The names in capitals are the source system's.</summary>
    public Dictionary<string, object> Tokens(IStringLocalizer<Words> words, bool html)
    {
        var tokens = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["first_name"] = Invitation.FirstName,
            ["last_name"] = Invitation.LastName,
            ["name"] = Invitation.Name,
            ["email"] = Invitation.Email,
            ["host_name"] = Invitation.IssuedBy!.Name,
            ["room_title"] = Invitation.Room!.Title,
            ["site_name"] = SiteName,
            ["role"] = words[RoleWords.Label(Invitation.Role)].Value,
            ["role_promise"] = words[RoleWords.Promise(Invitation.Role)].Value,
            ["note"] = Invitation.Note,
            ["note_lines"] = Invitation.Note.Split('\n', StringSplitOptions.TrimEntries),
            ["every_session"] = Invitation.SessionId is null,
            ["starts"] = Session?.StartsAt is { } start ? SpokenTimes.Span(start, Session.EndsAt, Zone) : "",
            ["time_zone"] = ZoneWords(words),
            ["starts_in_room"] = InRoom(words),
            ["expires"] = Expires,
            ["devices"] = Invitation.MaxDevices,
            ["link"] = Link,
            ["qr_code"] = html ? QrCode(words) : "",
            ["qr_code_source"] = html ? $"cid:{QrCodeId}" : "",
            ["language"] = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            ["direction"] = CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr",
        };
        foreach (var (theirs, ours) in SourceTokens) tokens[theirs] = ours is null ? "" : tokens[ours];
        return tokens;
    }

    // An invitation knows neither a job title nor a company nor a country: in a template brought over they leave nothing behind.
    private static readonly (string Theirs, string? Ours)[] SourceTokens =
    [
        ("FIRSTNAME", "first_name"), ("LASTNAME", "last_name"), ("EMAIL", "email"), ("URL", "link"), ("QRCODE", "qr_code"),
        ("TITLE", null), ("COMPANY", null), ("COUNTRY", null),
    ];

    /// <summary>"Dublin time (UTC+01:00)".</summary>
    private string ZoneWords(IStringLocalizer<Words> words) => Session?.StartsAt is { } start
        ? words["{0} time ({1})", City(Zone), OffsetAt(start, Zone)]
        : "";

    /// <summary>With its year where that is not the year of the mail.</summary>
    private string Expires => ExpiresAt is not { } end ? ""
        : end.In(Zone).Year == Invitation.IssuedAt.In(Zone).Year ? SpokenTimes.Span(end, null, Zone)
        : $"{end.In(Zone).LongDate()}, {SpokenTimes.Clock(end, Zone)}";

    /// <summary>"15:00–16:30 in Dublin", where the room's clock shows another time than the invitee's.</summary>
    private string InRoom(IStringLocalizer<Words> words) => Session?.StartsAt is { } start && !SpokenTimes.SameClock(start, Zone, RoomZone)
        ? words["{0} in {1}", SameDay(start) ? ClocksInRoom(start) : SpokenTimes.Span(start, Session.EndsAt, RoomZone), City(RoomZone)]
        : "";

    private bool SameDay(DateTimeOffset start) =>
        start.In(Zone).Date == start.In(RoomZone).Date && (Session!.EndsAt ?? start).In(RoomZone).Date == start.In(RoomZone).Date;

    private string ClocksInRoom(DateTimeOffset start) => Session!.EndsAt is { } end
        ? $"{SpokenTimes.Clock(start, RoomZone)}–{SpokenTimes.Clock(end, RoomZone)}"
        : SpokenTimes.Clock(start, RoomZone);

    private LiquidTemplate.Markup QrCode(IStringLocalizer<Words> words) => new(
        $"<img src=\"cid:{QrCodeId}\" width=\"{LinkQrCode.Side(Link)}\" height=\"{LinkQrCode.Side(Link)}\" alt=\"{System.Net.WebUtility.HtmlEncode(words["The link as a QR code"])}\" style=\"display:block;border:0;border-radius:8px\">");

    private static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    private static string OffsetAt(DateTimeOffset instant, string zone)
    {
        var offset = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(instant) : TimeSpan.Zero;
        return offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '−' : '+')}{offset:hh\\:mm}";
    }
}
