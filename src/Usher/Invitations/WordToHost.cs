using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The mail that tells who issued an invitation what its invitee asks of them, with the way to the register.</summary>
public sealed class WordToHost(
    SiteSettings settings, MailRoute route, PublicAddress site, IStringLocalizer<Words> words, SiteLanguages languages)
    : MailKind
{
    /// <summary>As the outbox names it; its subject is the invitation's id, its secret the name of what was asked.</summary>
    public const string Kind = "word-to-host";

    private static readonly MailTemplate Template = MailTemplate.BuiltIn("word-to-host");

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var id = InvitationId.Parse(subject, null);
        var found = await db.Invitations.AsNoTracking().Include(one => one.Room).Include(one => one.IssuedBy).SingleOrDefaultAsync(one => one.Id == id, cancel);
        if (found is null || found.Room!.DeletedAt is not null) return new WrittenMail.Withheld("Not sent: the invitation is gone.");
        var host = found.IssuedBy!;
        if (host.DisabledAt is not null || host.Email is null) return new WrittenMail.Withheld("Not sent: who issued the invitation is no longer here.");
        var (siteName, asked) = ((await settings.Theming()).SiteName, Encoding.UTF8.GetString(secret));
        return MailLanguage.Write(MailLanguage.Of(null, await languages.Now()), () =>
        {
            var tokens = Tokens(found, asked, siteName);
            var message = Letter.Write(Template, tokens, words, new(host.Name.Tamed(), host.Email));
            message.From.Add(new MailboxAddress(siteName.Tamed(), route.From.Address));
            return new WrittenMail.Ready(message);
        });
    }

    /// <summary>Nobody waits to hear what became of it: the register says the same.</summary>
    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;

    private Dictionary<string, object> Tokens(Invitation invitation, string asked, string siteName) => new(StringComparer.Ordinal)
    {
        ["first_name"] = invitation.IssuedBy!.FirstName,
        ["says"] = Says(invitation, asked),
        ["what_to_do"] = asked == nameof(HistoryWhat.DeviceAsked)
            ? words["They typed the right address on a device that is not the one they went in with. If you know that it is them, approve it; the old device is then out. The request waits for half an hour."].Value
            : words["One click on their page in the register sends it, or invites them anew."].Value,
        ["link"] = site.UrlOf($"/rooms/{invitation.RoomId}/invitations/{invitation.Id}"),
        ["site_name"] = siteName,
    };

    private string Says(Invitation invitation, string asked) => asked == nameof(HistoryWhat.DeviceAsked)
        ? words["{0} asks to come on another device to {1}", invitation.Name, invitation.Room!.Title]
        : words["{0} asks for a new link to {1}", invitation.Name, invitation.Room!.Title];
}
