using MimeKit;
using Usher.Web;

namespace Usher.Mail;

/// <summary>
/// How mail leaves this site: as its configuration has it, and where that says nothing, as its admin does. What an admin changes
/// is in force here at once, and on other nodes within two seconds.
/// </summary>
public sealed class MailRoute
{
    private readonly MailOptions options;
    private readonly bool demo;
    private readonly MailboxAddress ownAddress;
    private volatile Way way;

    private MailRoute(MailOptions options, bool demo, PublicAddress site)
    {
        (this.options, this.demo, ownAddress) = (options, demo, new MailboxAddress("", $"usher@{site.Domain}"));
        way = WayOf(new MailOptions());
    }

    /// <summary>The sender of every mail.</summary>
    public MailboxAddress From => way.From;

    /// <summary>Null: there is none.</summary>
    public RelayOptions? Relay => way.Relay;

    /// <summary>Whether mail is kept in the site's own mailbox page: in the demo, and only for want of a relay.</summary>
    public bool KeepsMailbox => MayKeepMailbox && way.Relay is null;

    /// <summary>Whether there can be such a page at all.</summary>
    public bool MayKeepMailbox => demo && options.Smtp is null;

    public bool CanSend => Relay is not null || KeepsMailbox;

    /// <summary>Whether the configuration names the relay: then nothing about it can be changed elsewhere, its password least of all.</summary>
    public bool FixesRelay => options.Smtp is not null;

    /// <summary>Whether the configuration names the sender.</summary>
    public bool FixesSender => options.From is not null;

    public static MailRoute Of(MailOptions options, bool demo, PublicAddress site) => new(options, demo, site);

    /// <summary>What the admin says, from now on.</summary>
    internal void Use(MailOptions byAdmin) => way = WayOf(byAdmin);

    private Way WayOf(MailOptions byAdmin) => new(
        MailboxAddress.TryParse(options.From ?? byAdmin.From ?? "", out var from) ? from : ownAddress,
        options.Smtp ?? byAdmin.Smtp);

    private sealed record Way(MailboxAddress From, RelayOptions? Relay);
}
