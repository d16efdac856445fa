using Microsoft.Extensions.Options;
using MimeKit;

namespace Usher.Mail;

/// <summary>How mail leaves the site: the configuration's <c>Usher:Mail</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Usher:Mail";

    /// <summary>The sender, as an address alone or <c>Name &lt;address&gt;</c>.</summary>
    public string? From { get; init; }

    /// <summary>The relay that takes mail for delivery. Without one no mail is sent, save to the demo's own mailbox.</summary>
    public RelayOptions? Smtp { get; init; }
}

/// <summary>The SMTP server that this site hands its mail to.</summary>
public sealed class RelayOptions
{
    public string Host { get; init; } = "";

    /// <summary>By default 465 for implicit TLS, and 587 otherwise.</summary>
    public int? Port { get; init; }

    public string? User { get; init; }
    public string? Password { get; init; }
    public RelayTls Tls { get; init; } = RelayTls.StartTls;
}

/// <summary>How the conversation with the relay is kept from others.</summary>
public enum RelayTls
{
    /// <summary>Not at all: for a relay on the same machine.</summary>
    None,

    /// <summary>Plain at first, then TLS, or no mail.</summary>
    StartTls,

    /// <summary>TLS if the relay offers it. Somebody in between could take the offer away.</summary>
    StartTlsWhenAvailable,

    /// <summary>TLS from the first byte.</summary>
    Implicit,
}

/// <summary>Says in a plain sentence each what is wrong with the mail configuration.</summary>
public sealed class MailOptionsRules : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        string[] faults = [.. Faults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(MailOptions options)
    {
        if (options.From is { } from && !MailboxAddress.TryParse(from, out _))
            yield return $"Usher:Mail:From is \"{from}\": it must be an email address, with or without a name before it.";
        if (options.Smtp is not { } relay) yield break;
        if (options.From is null) yield return "Usher:Mail:From is needed along with Usher:Mail:Smtp.";
        if (relay.Host.Length == 0) yield return "Usher:Mail:Smtp:Host must name the relay.";
        if (relay.Port is < 1 or > 65535) yield return "Usher:Mail:Smtp:Port must be between 1 and 65535.";
        if (relay.User is null != relay.Password is null) yield return "Usher:Mail:Smtp:User and Usher:Mail:Smtp:Password are needed together.";
    }
}
