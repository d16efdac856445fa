using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Accounts;
using Usher.Data;
using Usher.EmailTemplates;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The mail that brings an invitee their link, as admins may word it.</summary>
public sealed class InvitationTemplate(SiteSettings settings, MailRoute route, PublicAddress site, IStringLocalizer<Words> words, TimeProvider time) : TemplateKind
{
    private const int MostListed = 100;

    public override string Name => InvitationMail.Kind;

    public override string SampleLink => InvitationLink.Of(site, "preview".PadRight(52, '0'));

    public override IReadOnlyList<TemplateToken> Tokens { get; } =
    [
        new("first_name", "The invitee's first name"), new("last_name", "The invitee's last name"), new("name", "Both names"), new("email", "The invited address"),
        new("host_name", "Who invites"), new("room_title", "The room"), new("site_name", "This site"), new("role", "Viewer, Speaker or Moderator"),
        new("role_promise", "What that role may do, in a sentence"), new("link", "The link: it must be there, in the text alone on its line"),
        new("qr_code", "The link as a QR code"), new("starts", "When the session starts and ends, in the invitee's time zone"), new("time_zone", "That time zone"),
        new("starts_in_room", "The same by the room's clock, where that differs"), new("expires", "Until when the link works"), new("devices", "On how many devices"),
        new("note", "The host's personal note"), new("note_lines", "The note as a list of lines"), new("every_session", "Whether it is for every session of the room"),
        new("language", "The language's tag"), new("direction", "Its direction: ltr or rtl"),
    ];

    public override IEnumerable<RenderedMail> Samples(MailTemplate template)
    {
        var now = time.Now();
        InvitationLetter[] letters =
        [
            new(Somebody(now, note: "See you there.\nAda", Role.Speaker, 1), SomeSession(now), now.AddDays(8), SampleLink, "Northfield"),
            new(Somebody(now, note: "", Role.Viewer, Invitation.UnlimitedDevices), null, null, SampleLink, "Northfield"),
        ];
        return letters.Select(letter => template.Render(html => letter.Tokens(words, html), words));
    }

    public override async Task<MimeMessage?> Write(UsherDb db, MailTemplate template, string? subject, CancellationToken cancel)
    {
        var now = time.Now();
        var siteName = (await settings.Theming()).SiteName;
        var letter = subject is null
            ? new InvitationLetter(Somebody(now, words["It would be good to have you with us."], Role.Speaker, 1), SomeSession(now), now.AddDays(7).AddHours(3), SampleLink, siteName)
            : InvitationId.TryParse(subject, null, out var id) ? await Letter(db, id, siteName, now, cancel) : null;
        if (letter is null) return null;
        var calendar = InvitationCalendar.Of(letter.Session, letter.Invitation.Room!, site, words);
        return InvitationMessage.Write(
            letter, template.Render(html => letter.Tokens(words, html), words), route.From, calendar?.For(letter, route.From, cancelled: false, now), words);
    }

    public override async Task<IReadOnlyList<TemplateSubject>> Newest(UsherDb db, CancellationToken cancel) =>
        (await db.Invitations.AsNoTracking().OrderByDescending(one => one.Id).Take(MostListed)
            .Select(one => new { one.Id, one.FirstName, one.LastName, one.Room!.Title }).ToListAsync(cancel))
        .ConvertAll(one => new TemplateSubject(one.Id.ToString(), $"{one.FirstName} {one.LastName} · {one.Title}"));

    private async Task<InvitationLetter?> Letter(UsherDb db, InvitationId id, string siteName, DateTimeOffset now, CancellationToken cancel)
    {
        var policy = await settings.Invitations();
        if (await db.EntryFactsOf(id, null, policy, now) is not { } facts) return null;
        var invitation = await db.Invitations.AsNoTracking().Include(one => one.Room).Include(one => one.IssuedBy).SingleAsync(one => one.Id == id, cancel);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(one => one.Id == facts.SessionId, cancel);
        return new(invitation, session, EntryRules.ExpiresAt(facts, TimeSpan.FromMinutes(policy.GraceMinutes)), SampleLink, siteName);
    }

    private static Session SomeSession(DateTimeOffset now) =>
        new() { Id = SessionId.New(now), RoomId = RoomId.New(now), StartsAt = now.AddDays(7), EndsAt = now.AddDays(7).AddMinutes(90), CreatedAt = now };

    // Nobody: a person to look at templates with, who is stored nowhere.
    private static Invitation Somebody(DateTimeOffset now, string note, Role role, int devices)
    {
        var (room, host) = (RoomId.New(now), AccountId.New(now));
        return new()
        {
            Id = InvitationId.New(now),
            RoomId = room,
            Room = new() { Id = room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = now },
            SessionId = role is Role.Speaker ? SessionId.New(now) : null,
            Email = "ben.okafor@tidewright.example",
            EmailKey = "ben.okafor@tidewright.example",
            FirstName = "Ben",
            LastName = "Okafor",
            Role = role,
            MaxDevices = devices,
            Note = note,
            TimeZone = "America/New_York",
            IssuedById = host,
            IssuedBy = new Account { Id = host, FirstName = "Ada", LastName = "Lindqvist", Email = "ada.lindqvist@northfield.example", UserName = "ada.lindqvist@northfield.example", CreatedAt = now },
            IssuedAt = now,
        };
    }
}
