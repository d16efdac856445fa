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

    /// <summary>Networks that are not public (<c>10.1.0.0/16</c>) and that webhooks, and calls to learning platforms and OpenID Providers, may reach all the same.</summary>
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
