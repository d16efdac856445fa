using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Notices;

/// <summary>The mail that reminds an invitee of a session, with a link that works like the earlier ones.</summary>
public sealed class ReminderMail(
    SiteSettings settings, MailRoute route, PublicAddress site, IStringLocalizer<Words> words, SiteLanguages languages, TimeProvider time) : MailKind
{
    /// <summary>As the outbox names it; its subject is the reminder's id, its secret the link's token.</summary>
    public const string Kind = "reminder";

    private static readonly MailTemplate Template = MailTemplate.BuiltIn(Kind);

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (now, policy, id) = (time.Now(), await settings.Invitations(), ReminderId.Parse(subject, null));
        var reminder = await db.Reminders.AsNoTracking().Include(one => one.Invitation!.Room).Include(one => one.Invitation!.IssuedBy)
            .SingleOrDefaultAsync(one => one.Id == id, cancel);
        if (reminder?.Invitation is not { } invitation || await db.EntryFactsOf(invitation.Id, reminder.SessionId, policy, now) is not { } facts)
            return new WrittenMail.Needless("The invitation is gone, or its session was moved.");
        var (grace, token) = (TimeSpan.FromMinutes(policy.GraceMinutes), Encoding.UTF8.GetString(secret));
        if (InvitationMail.WhyNot(facts, grace, now) is { } why) return new WrittenMail.Needless(why);
        if (!await db.Works(token)) return new WrittenMail.Needless("Its link was replaced first.");
        if (facts.Session?.StartsAt is not { } start || start <= now) return new WrittenMail.Needless("The session has begun.");
        if (await db.Participants.AnyAsync(person => person.SessionId == reminder.SessionId && person.InvitationId == invitation.Id, cancel))
            return new WrittenMail.Needless("They are there already.");
        var session = await db.Sessions.AsNoTracking().SingleAsync(one => one.Id == reminder.SessionId, cancel);
        var letter = new InvitationLetter(invitation, session, EntryRules.ExpiresAt(facts, grace), InvitationLink.Of(site, token), (await settings.Theming()).SiteName);
        return MailLanguage.Write(MailLanguage.Of(invitation.Language, await languages.Now()), () => new WrittenMail.Ready(
            InvitationMessage.Write(letter, Template.Render(html => letter.Tokens(words, html), words), route.From, null, words))
        { Memo = Kind });
    }

    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;

    public override async Task Settled(UsherDb db, string subject, string? memo, MailState state, string words, DateTimeOffset now)
    {
        var id = ReminderId.Parse(subject, null);
        if (memo is null || await db.Reminders.Where(one => one.Id == id).Select(one => (InvitationId?)one.InvitationId).SingleOrDefaultAsync() is not { } invitation) return;
        db.Add(new HistoryLine { InvitationId = invitation, At = now, What = state is MailState.Accepted ? HistoryWhat.Reminded : HistoryWhat.MailFailed, Detail = words });
    }

    public override async Task<IReadOnlyDictionary<string, string>> Recipients(UsherDb db, IReadOnlyList<string> subjects, CancellationToken cancel)
    {
        var ids = subjects.Select(subject => ReminderId.Parse(subject, null)).ToList();
        return await db.Reminders.Where(one => ids.Contains(one.Id)).Select(one => new { one.Id, one.Invitation!.Email })
            .ToDictionaryAsync(one => one.Id.ToString(), one => one.Email, StringComparer.Ordinal, cancel);
    }
}
