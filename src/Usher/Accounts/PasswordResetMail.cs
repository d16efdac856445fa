using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Data;
using Usher.Mail;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>The mail with the link by which a forgotten password is replaced.</summary>
public sealed class PasswordResetMail(PublicAddress site, IStringLocalizer<Words> words, SiteLanguages languages, TimeProvider time) : MailKind
{
    /// <summary>As the outbox names it; its subject is the account's id, its secret the link's.</summary>
    public const string Kind = "password-reset";

    private static readonly MailTemplate Template = MailTemplate.BuiltIn("password-reset");

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (id, token) = (AccountId.Parse(subject, null), Encoding.UTF8.GetString(secret));
        var hash = Secret.Hash(token);
        if (!await db.LiveResets(time.Now()).AnyAsync(reset => reset.Hash == hash, cancel)) return new WrittenMail.Withheld("Not sent: its link works no more.");
        var account = await db.Accounts.AsNoTracking().SingleAsync(account => account.Id == id, cancel);
        // Who came from a learning platform may have none that this site knows.
        if (account.Email is not { } address) return new WrittenMail.Withheld("Not sent: the account has no address.");
        return MailLanguage.Write(MailLanguage.Of(null, await languages.Now()), () => new WrittenMail.Ready(Message(account, address, site.UrlOf(PasswordPages.PathOf(token)))));
    }

    // Only the audit tells of it: there is no register of these.
    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;

    private MimeMessage Message(Account account, string address, string link)
    {
        var tokens = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["first_name"] = account.FirstName,
            ["email"] = address,
            ["site"] = site.Domain,
            ["link"] = link,
            ["minutes"] = (int)PasswordReset.Life.TotalMinutes,
        };
        return Letter.Write(Template, tokens, words, new(account.Name.Tamed(), address));
    }
}
