using System.Net;
using Microsoft.Extensions.Options;
using Usher.Accounts;

namespace Usher;

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
