using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The mail that brings an invitee the code they asked for, in their language. It is not worth sending when the code is over.</summary>
public sealed class EntryCodeMail(
    SiteSettings settings, MailRoute route, IStringLocalizer<Words> words, SiteLanguages languages, TimeProvider time) : MailKind
{
    /// <summary>As the outbox names it; its subject is the code's id, its secret the code.</summary>
    public const string Kind = "entry-code";

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (id, now) = (EntryCodeId.Parse(subject, null), time.Now());
        var sent = await db.EntryCodes.AsNoTracking().Include(code => code.Invitation!.Room).SingleOrDefaultAsync(code => code.Id == id, cancel);
        if (sent?.Invitation is not { RevokedAt: null, Room.DeletedAt: null } invitation) return new WrittenMail.Withheld("Not sent: the invitation is gone.");
        if (!await db.EntryCodes.Where(code => code.Id == id).Where(EntryCodeRules.LiveAt<EntryCode>(now)).AnyAsync(cancel))
            return new WrittenMail.Withheld("Not sent: the code was over first.");
        if (await db.EntryCodes.AnyAsync(code => code.InvitationId == sent.InvitationId && code.Purpose == sent.Purpose && code.BrowserHash == sent.BrowserHash && code.Id.CompareTo(id) > 0, cancel))
            return new WrittenMail.Withheld("Not sent: a newer code was asked for.");
        var siteName = (await settings.Theming()).SiteName;
        var letter = new CodeLetter(Encoding.UTF8.GetString(secret), invitation.FirstName, invitation.Room.Title, siteName, new(invitation.Name.Tamed(), invitation.Email))
        {
            NewDevice = sent.Purpose is CodePurpose.NewDevice,
        };
        return MailLanguage.Write(MailLanguage.Of(invitation.Language, await languages.Now()), () => new WrittenMail.Ready(letter.Write(route, words)));
    }

    public override async Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now)
    {
        if (state is MailState.Accepted) return;
        var id = EntryCodeId.Parse(subject, null);
        foreach (var invitation in await db.EntryCodes.Where(code => code.Id == id).Select(code => code.InvitationId).ToListAsync())
            db.Add(new HistoryLine { InvitationId = invitation, At = now, What = HistoryWhat.MailFailed, Detail = words });
    }
}
