using System.Net;
using Microsoft.Extensions.Options;
using Usher.Accounts;
using Usher.Data;
using Usher.Live;
using Usher.Mail;

namespace Usher;

/// <summary>The site as a whole, from the configuration's <c>Usher</c> section (environment: <c>Usher__PublicAddress</c>).</summary>
public sealed class UsherOptions
{
    public const string Section = "Usher";

    /// <summary>Where people reach the site: every link that leaves it starts with this, whatever a request's Host header says.</summary>
    public string PublicAddress { get; init; } = "http://localhost:8080";

    /// <summary>Holds the SQLite database and the data-protection keys. Relative to the working directory.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Seeds a cast of people and a room, and keeps mail in a local mailbox page when no relay is configured.</summary>
    public bool Demo { get; init; }

    /// <summary>Reverse proxies, by address or network (<c>10.0.0.0/8</c>), that are believed when they name the client's address.</summary>
    public string[] Proxies { get; init; } = [];

    /// <summary>Networks that are not public (<c>10.1.0.0/16</c>) and that webhooks and calls to learning platforms may reach all the same.</summary>
    public string[] PrivateNetworks { get; init; } = [];

    public StorageOptions Database { get; init; } = new();
    public BootstrapOptions Bootstrap { get; init; } = new();
    public MailOptions Mail { get; init; } = new();
    public MetricsOptions Metrics { get; init; } = new();
    public RedisOptions Redis { get; init; } = new();
    public TracesOptions Traces { get; init; } = new();

    /// <summary>Whether one person, or one network, is limited in what they may ask for. Off for tests, which all come from one.</summary>
    public bool RateLimits { get; init; } = true;
}

/// <summary>The first admin, made when the site has no account yet.</summary>
public sealed class BootstrapOptions
{
    public string? Email { get; init; }
    public string? Password { get; init; }

    /// <summary>For automation: a personal token of theirs, with every scope.</summary>
    public string? Token { get; init; }
}

/// <summary>Where numbers about the site are to be read.</summary>
public sealed class MetricsOptions
{
    /// <summary>The port on which <c>/metrics</c> answers in Prometheus' format, on loopback alone; without one there is none.</summary>
    public int? Port { get; init; }
}

/// <summary>Where a request's way through the site is told.</summary>
public sealed class TracesOptions
{
    /// <summary>A collector that speaks OTLP over gRPC, such as <c>http://localhost:4317</c>; without one nothing is traced.</summary>
    public Uri? Endpoint { get; init; }
}

/// <summary>Says in a plain sentence each what is wrong with the configuration.</summary>
public sealed class ConfigurationFaults : IValidateOptions<UsherOptions>
{
    public const string TokenPrefix = "usher_pat_";
    private const int LeastTokenLength = 18;
    private const int LeastPasswordLength = 8;

    public ValidateOptionsResult Validate(string? name, UsherOptions options)
    {
        string[] faults = [.. AddressFaults(options), .. BootstrapFaults(options.Bootstrap), .. options.Mail.Faults(), .. OtherFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> AddressFaults(UsherOptions options)
    {
        if (!Uri.TryCreate(options.PublicAddress, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return $"Usher:PublicAddress is \"{options.PublicAddress}\": it must be an absolute http or https address.";
        else if (address.AbsolutePath != "/" || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
            yield return $"Usher:PublicAddress is \"{options.PublicAddress}\": it must be scheme, host and port alone.";
        // Browsers keep no secure cookie and make no device key elsewhere: nobody could sign in or claim an invitation.
        else if (address is { Scheme: "http", IsLoopback: false })
            yield return $"Usher:PublicAddress is \"{options.PublicAddress}\": it must be https, unless the site is reached on localhost alone.";
    }

    private static IEnumerable<string> BootstrapFaults(BootstrapOptions bootstrap)
    {
        if (bootstrap.Email is { } email && EmailAddress.Parse(email) is null)
            yield return "Usher:Bootstrap:Email must be an email address.";
        if (bootstrap.Email is null && (bootstrap.Password ?? bootstrap.Token) is not null)
            yield return "Usher:Bootstrap:Email is needed along with Usher:Bootstrap:Password or Usher:Bootstrap:Token.";
        if (bootstrap.Password is { Length: < LeastPasswordLength })
            yield return $"Usher:Bootstrap:Password must have at least {LeastPasswordLength} characters.";
        if (bootstrap.Token is { } token && (!token.StartsWith(TokenPrefix, StringComparison.Ordinal) || token.Length < LeastTokenLength))
            yield return $"Usher:Bootstrap:Token must start with {TokenPrefix} and have at least {LeastTokenLength} characters.";
    }

    private static IEnumerable<string> OtherFaults(UsherOptions options)
    {
        if (options.DataDirectory.Length == 0) yield return "Usher:DataDirectory must name a directory.";
        if (options.Database.Provider is not ("sqlite" or "postgres"))
            yield return $"Usher:Database:Provider is \"{options.Database.Provider}\": it must be sqlite or postgres.";
        if (options.Database is { Provider: "postgres", Connection: null })
            yield return "Usher:Database:Connection is needed for postgres.";
        if (options.Metrics.Port is < 1 or > 65535) yield return "Usher:Metrics:Port must be between 1 and 65535.";
        if (!IPAddress.TryParse(options.Redis.NodeAddress, out _))
            yield return $"Usher:Redis:NodeAddress is \"{options.Redis.NodeAddress}\": it must be an IP address.";
        if (options.Traces.Endpoint is { IsAbsoluteUri: false }) yield return "Usher:Traces:Endpoint must be an absolute address.";
        foreach (var network in options.PrivateNetworks)
            if (!IPNetwork.TryParse(network, out _)) yield return $"Usher:PrivateNetworks has \"{network}\": each must be a network such as 10.0.0.0/8.";
        foreach (var proxy in options.Proxies)
            if (!IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _))
                yield return $"Usher:Proxies has \"{proxy}\": each must be an address or a network such as 10.0.0.0/8.";
    }
}
