using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Usher.Data;
using Usher.EmailTemplates;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The mail that brings an invitee their link, as the invitation is when the mail leaves.</summary>
public sealed class InvitationMail(
    SiteSettings settings, MailRoute route, ChosenTemplate template, PublicAddress site, IStringLocalizer<Words> words,
    SiteLanguages languages, RegisterChanges register, TimeProvider time)
    : MailKind
{
    /// <summary>As the outbox names it; its subject is the invitation's id, its secret the link's token.</summary>
    public const string Kind = "invitation";

    public override string Name => Kind;

    /// <summary>Mails a further link of an invitation that is there, as part of a unit of work; the outbox is woken after the commit.</summary>
    internal static Task<int> QueueAgain(UsherDb db, Outbox outbox, InvitationId id, string token, DateTimeOffset now)
    {
        outbox.Queue(db, Kind, id.ToString(), Encoding.UTF8.GetBytes(token), now);
        return db.Invitations.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.MailState, MailState.Queued));
    }

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (now, policy, id) = (time.Now(), await settings.Invitations(), InvitationId.Parse(subject, null));
        var grace = TimeSpan.FromMinutes(policy.GraceMinutes);
        if (await db.EntryFactsOf(id, null, policy, now) is not { } facts) return new WrittenMail.Withheld("Not sent: the invitation is gone.");
        if (WhyNot(facts, grace, now) is { } why) return new WrittenMail.Withheld(why);
        if (!await db.Works(Encoding.UTF8.GetString(secret))) return new WrittenMail.Withheld("Not sent: its link was replaced first.");
        var invitation = await db.Invitations.AsNoTracking().Include(one => one.Room).Include(one => one.IssuedBy).SingleAsync(one => one.Id == id, cancel);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(one => one.Id == facts.SessionId, cancel);
        var siteName = (await settings.Theming()).SiteName;
        var link = InvitationLink.Of(site, Encoding.UTF8.GetString(secret));
        var letter = new InvitationLetter(invitation, session, EntryRules.ExpiresAt(facts, grace), link, siteName);
        var texts = await template.Write(db, Kind, policy.InviteEmailTemplate, invitation.Language, html => letter.Tokens(words, html), link);
        var told = session?.StartsAt is { } start ? await Telling(db, invitation, session, start) : null;
        return MailLanguage.Write(MailLanguage.Of(invitation.Language, await languages.Now()), () =>
        {
            var calendar = told is null ? null : InvitationCalendar.Of(session, invitation.Room!, site, words)! with { Sequence = told.Sequence };
            return new WrittenMail.Ready(InvitationMessage.Write(letter, texts, route.From, calendar?.For(letter, route.From, cancelled: false, now), words)) { Memo = told?.Memo };
        });
    }

    public override async Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now)
    {
        var id = InvitationId.Parse(subject, null);
        // The last of its mails speaks for the invitation, whichever is settled first.
        var last = await db.OutboxMails.Where(mail => mail.Subject == subject && mail.Kind == Kind)
            .OrderByDescending(mail => mail.QueuedAt).ThenByDescending(mail => mail.Id).Select(mail => (MailState?)mail.State).FirstOrDefaultAsync();
        await db.Invitations.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.MailState, last ?? state));
        db.Add(new HistoryLine
        {
            InvitationId = id,
            At = now,
            What = state is MailState.Accepted ? HistoryWhat.Mailed : HistoryWhat.MailFailed,
            Detail = words,
        });
        // A moment ahead of the commit: whoever hears of it looks after a moment.
        var room = await db.Invitations.Where(one => one.Id == id).Select(one => (RoomId?)one.RoomId).SingleOrDefaultAsync();
        if (room is { } changed) register.Tell(changed);
    }

    public override async Task Settled(UsherDb db, string subject, string? memo, MailState state, string words, DateTimeOffset now)
    {
        await Settled(db, subject, state, words, now);
        if (memo is not null && state is MailState.Accepted) await db.Tell(InvitationId.Parse(subject, null), CalendarTold.Of(memo), now);
    }

    private static async Task<CalendarTold> Telling(UsherDb db, Invitation invitation, Session session, DateTimeOffset start)
    {
        var facts = new CalendarFacts(invitation.Room!.Title, start, session.EndsAt, invitation.Room.TimeZone);
        var last = await db.LastTold(session.Id, invitation.EmailKey);
        return new(session.Id.ToString(), CalendarRules.Sequence(session.Version, last?.Sequence, last is { CancelledAt: null } && last.Facts == facts), facts);
    }

    public override async Task<IReadOnlyDictionary<string, string>> Recipients(UsherDb db, IReadOnlyList<string> subjects, CancellationToken cancel)
    {
        var ids = subjects.Select(subject => InvitationId.Parse(subject, null)).ToList();
        return await db.Invitations.Where(one => ids.Contains(one.Id)).ToDictionaryAsync(one => one.Id.ToString(), one => one.Email, StringComparer.Ordinal, cancel);
    }

    /// <summary>Null while the link would let somebody in, now or later: a dead link is not worth a mail.</summary>
    internal static string? WhyNot(EntryFacts facts, TimeSpan grace, DateTimeOffset now) => InvitationRules.State(facts, accepted: false, grace, now) switch
    {
        InvitationState.Revoked => "Not sent: the invitation was revoked first.",
        InvitationState.Expired => "Not sent: the invitation expired first.",
        InvitationState.Void => "Not sent: the room or its session was gone first.",
        InvitationState.Pending or InvitationState.Accepted =>
            facts.Session is { } session && SessionRules.Phase(session, facts.Role, now) is SessionPhase.Ended ? "Not sent: the session was over first."
            : facts.InviterMayInvite ? null
            : "Not sent: who issued the invitation may no longer invite here.",
    };
}
