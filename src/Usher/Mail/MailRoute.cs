using MimeKit;
using Usher.Web;

namespace Usher.Mail;

/// <summary>How mail leaves this site, as its configuration has it.</summary>
/// <param name="From">The sender of every mail.</param>
/// <param name="Relay">Null: there is none.</param>
/// <param name="KeepsMailbox">Whether mail is kept in the site's own mailbox page: in the demo, and only for want of a relay.</param>
public sealed record MailRoute(MailboxAddress From, RelayOptions? Relay, bool KeepsMailbox)
{
    public bool CanSend => Relay is not null || KeepsMailbox;

    public static MailRoute Of(MailOptions options, bool demo, PublicAddress site) => new(
        MailboxAddress.Parse(options.From ?? $"usher@{site.Domain}"), options.Smtp, demo && options.Smtp is null);
}
