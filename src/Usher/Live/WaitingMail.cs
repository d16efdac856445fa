using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Live;

/// <summary>The mail to a host that says that somebody waits to be let in.</summary>
public sealed class WaitingMail(SiteSettings settings, MailRoute route, PublicAddress site, IStringLocalizer<Words> words, SiteLanguages languages) : MailKind
{
    /// <summary>As the outbox names it; its subject is the session's id, its secret the id of the account that it is for.</summary>
    public const string Kind = "waiting";

    private static readonly MailTemplate Template = MailTemplate.BuiltIn("waiting");

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (session, account) = (SessionId.Parse(subject, null), AccountId.Parse(Encoding.UTF8.GetString(secret), null));
        var title = await db.Sessions.Where(one => one.Id == session && one.EndedAt == null && one.CancelledAt == null && one.Room!.DeletedAt == null)
            .Select(one => one.Room!.Title).SingleOrDefaultAsync(cancel);
        var host = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(one => one.Id == account && one.DisabledAt == null, cancel);
        if (title is null || host is not { Email: { } address }) return new WrittenMail.Withheld("Not sent: the session or the host is gone.");
        var tokens = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["first_name"] = host.FirstName,
            ["room_title"] = title,
            ["link"] = site.UrlOf($"/live/{session}"),
            ["site_name"] = (await settings.Theming()).SiteName,
        };
        return MailLanguage.Write(MailLanguage.Of(null, await languages.Now()), () =>
        {
            var message = Letter.Write(Template, tokens, words, new(host.Name.Tamed(), address));
            message.From.Add(new MailboxAddress(((string)tokens["site_name"]).Tamed(), route.From.Address));
            return new WrittenMail.Ready(message);
        });
    }

    /// <summary>Nobody waits to hear what became of it: who waits is shown in the room.</summary>
    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;
}
