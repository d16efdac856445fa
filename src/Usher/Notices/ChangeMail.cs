using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Notices;

/// <summary>The mail that tells an invitee, and their calendar, what became of a session: as it is when the mail leaves, whatever came between.</summary>
public sealed class ChangeMail(
    SiteSettings settings, MailRoute route, PublicAddress site, IStringLocalizer<Words> words, SiteLanguages languages, TimeProvider time) : MailKind
{
    /// <summary>As the outbox names it; its subject is the calendar entry's id.</summary>
    public const string Kind = "change";

    private static readonly MailTemplate Template = MailTemplate.BuiltIn(Kind);

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var id = CalendarEntryId.Parse(subject, null);
        var entry = await db.CalendarEntries.AsNoTracking().Include(one => one.Session).Include(one => one.Invitation!.Room).Include(one => one.Invitation!.IssuedBy)
            .SingleOrDefaultAsync(one => one.Id == id, cancel);
        if (entry is not { CancelledAt: null, Session: { } session, Invitation: { } invitation }) return new WrittenMail.Needless("The calendar knows.");
        var facts = FactsNow(session, invitation);
        if (CalendarRules.Change(entry.Facts, facts) is not { } change) return new WrittenMail.Needless("It was changed back.");
        var sequence = CalendarRules.Sequence(session.Version, entry.Sequence, same: false);
        var siteName = (await settings.Theming()).SiteName;
        return MailLanguage.Write(MailLanguage.Of(invitation.Language, await languages.Now()), () => new WrittenMail.Ready(
            Message(entry, facts ?? entry.Facts, change, sequence, siteName))
        { Memo = new CalendarTold(session.Id.ToString(), sequence, facts).Memo });
    }

    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;

    public override async Task Settled(UsherDb db, string subject, string? memo, MailState state, string words, DateTimeOffset now)
    {
        var id = CalendarEntryId.Parse(subject, null);
        if (memo is null)
        {
            await db.CalendarEntries.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.ChangeQueuedAt, (DateTimeOffset?)null));
            return;
        }
        if (await db.CalendarEntries.Where(one => one.Id == id).Select(one => (InvitationId?)one.InvitationId).SingleOrDefaultAsync() is not { } invitation) return;
        // Refused for good counts as told: an address that takes no mail is not written to again and again.
        await db.Tell(invitation, CalendarTold.Of(memo), now);
        db.Add(new HistoryLine { InvitationId = invitation, At = now, What = state is MailState.Accepted ? HistoryWhat.ToldOfChange : HistoryWhat.MailFailed, Detail = words });
    }

    public override async Task<IReadOnlyDictionary<string, string>> Recipients(UsherDb db, IReadOnlyList<string> subjects, CancellationToken cancel)
    {
        var ids = subjects.Select(subject => CalendarEntryId.Parse(subject, null)).ToList();
        return await db.CalendarEntries.Where(one => ids.Contains(one.Id)).Select(one => new { one.Id, one.Invitation!.Email })
            .ToDictionaryAsync(one => one.Id.ToString(), one => one.Email, StringComparer.Ordinal, cancel);
    }

    private static CalendarFacts? FactsNow(Session session, Invitation invitation) =>
        invitation.RevokedAt is null && session.CancelledAt is null && invitation.Room!.DeletedAt is null && session.StartsAt is { } start
            ? new(invitation.Room.Title, start, session.EndsAt, invitation.Room.TimeZone)
            : null;

    private MimeKit.MimeMessage Message(CalendarEntry entry, CalendarFacts facts, CalendarChange change, int sequence, string siteName)
    {
        var invitation = entry.Invitation!;
        // As the mail tells them, which for what is gone is as they were.
        var shown = new Session { Id = entry.SessionId, RoomId = invitation.RoomId, StartsAt = facts.StartsAt, EndsAt = facts.EndsAt, CreatedAt = entry.Session!.CreatedAt };
        var room = new Room { Id = invitation.RoomId, Title = facts.Title, TimeZone = facts.TimeZone, CreatedAt = invitation.Room!.CreatedAt };
        var letter = new InvitationLetter(invitation, shown, null, site.UrlOf($"/join/{entry.SessionId}"), siteName);
        var calendar = InvitationCalendar.Of(shown, room, site, words)! with { Sequence = sequence };
        return InvitationMessage.Write(letter, Template.Render(Tokens, words), route.From, calendar.For(letter, route.From, change is CalendarChange.Cancelled, time.Now()), words);

        Dictionary<string, object> Tokens(bool html)
        {
            var tokens = letter.Tokens(words, html);
            tokens["change"] = Word(entry, change);
            tokens["room_title"] = facts.Title;
            tokens["old_title"] = entry.Title == facts.Title ? "" : entry.Title;
            tokens["was"] = entry.StartsAt == facts.StartsAt && entry.EndsAt == facts.EndsAt ? "" : SpokenTimes.Span(entry.StartsAt, entry.EndsAt, invitation.TimeZone ?? facts.TimeZone);
            return tokens;
        }
    }

    /// <summary>As the template asks for it.</summary>
    private static string Word(CalendarEntry entry, CalendarChange change) => change switch
    {
        CalendarChange.Moved => "moved",
        CalendarChange.Renamed => "renamed",
        CalendarChange.Cancelled => entry.Invitation!.RevokedAt is not null ? "withdrawn"
            : entry.Session!.CancelledAt is not null || entry.Invitation.Room!.DeletedAt is not null ? "cancelled"
            : "open",
    };
}
