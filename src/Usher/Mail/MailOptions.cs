using MimeKit;

namespace Usher.Mail;

/// <summary>How mail leaves the site: the configuration's <c>Usher:Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>The sender, as an address alone or <c>Name &lt;address&gt;</c>.</summary>
    public string? From { get; init; }

    /// <summary>The relay that takes mail for delivery. Without one no mail is sent, save to the demo's own mailbox.</summary>
    public RelayOptions? Smtp { get; init; }

    /// <summary>What is wrong with these settings, in a plain sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (From is not null && !MailboxAddress.TryParse(From, out _))
            yield return $"Usher:Mail:From is \"{From}\": it must be an email address, with or without a name before it.";
        if (Smtp is not { } relay) yield break;
        if (From is null) yield return "Usher:Mail:From is needed along with Usher:Mail:Smtp.";
        if (relay.Host.Length == 0) yield return "Usher:Mail:Smtp:Host must name the relay.";
        if (relay.Port is < 1 or > 65535) yield return "Usher:Mail:Smtp:Port must be between 1 and 65535.";
        if (relay.Authority is { } file && !File.Exists(file)) yield return $"Usher:Mail:Smtp:Authority is \"{file}\": there is no such file.";
        if (relay.User is null != relay.Password is null) yield return "Usher:Mail:Smtp:User and Usher:Mail:Smtp:Password are needed together.";
    }
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

    /// <summary>A PEM file with the authority (or the certificate itself) to trust in the system's place, for a relay that has one of its own.</summary>
    public string? Authority { get; init; }
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
