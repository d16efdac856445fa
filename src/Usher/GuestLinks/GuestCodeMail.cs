using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.GuestLinks;

/// <summary>The mail that brings a guest the code they asked for, in the language they asked in. It is not worth sending when the code is over.</summary>
public sealed class GuestCodeMail(
    SiteSettings settings, MailRoute route, IStringLocalizer<Words> words, SiteLanguages languages, TimeProvider time) : MailKind
{
    /// <summary>As the outbox names it; its subject is the code's id, its secret the code.</summary>
    public const string Kind = "guest-code";

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (id, now) = (GuestCodeId.Parse(subject, null), time.Now());
        var sent = await db.GuestCodes.AsNoTracking().Include(code => code.GuestLink!.Room).SingleOrDefaultAsync(code => code.Id == id, cancel);
        if (sent?.GuestLink is not { DeletedAt: null, Room: { DeletedAt: null } room }) return new WrittenMail.Withheld("Not sent: the guest link is gone.");
        if (!await db.GuestCodes.Where(code => code.Id == id).Where(EntryCodeRules.LiveAt<GuestCode>(now)).AnyAsync(cancel))
            return new WrittenMail.Withheld("Not sent: the code was over first.");
        if (await db.GuestCodes.AnyAsync(code => code.GuestLinkId == sent.GuestLinkId && code.BrowserHash == sent.BrowserHash && code.Id.CompareTo(id) > 0, cancel))
            return new WrittenMail.Withheld("Not sent: a newer code was asked for.");
        var letter = new CodeLetter(Encoding.UTF8.GetString(secret), "", room.Title, (await settings.Theming()).SiteName, new("", sent.Email));
        return MailLanguage.Write(MailLanguage.Of(sent.Language, await languages.Now()), () => new WrittenMail.Ready(letter.Write(route, words)));
    }

    /// <summary>Nobody but the guest waits for it, and they ask again.</summary>
    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;
}
