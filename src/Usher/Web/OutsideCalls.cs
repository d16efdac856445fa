using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Usher.Web;

/// <summary>
/// Calls to addresses that somebody typed: webhooks, learning platforms, OpenID Providers. They reach public addresses only, decided on what a name
/// resolves to at the moment of connecting, so that neither a name nor a redirect can lead a call into the network that the site
/// stands in (OWASP: server-side request forgery).
/// </summary>
public sealed class OutsideCalls(IOptions<UsherOptions> options)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    // What is not for the public internet: IANA's special-purpose registries (RFC 6890 and its updates).
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] allowed = [.. options.Value.PrivateNetworks.Select(IPNetwork.Parse)];

    /// <summary>Whether plain http is taken too: only where the operator has opened a private network, for what stands beside the site.</summary>
    public bool TakesPlainHttp => allowed.Length > 0;

    /// <summary>For an <see cref="HttpClient"/> that lives as long as the site. It follows no redirects and keeps no cookies.</summary>
    public SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectWithin,
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = Connect,
    };

    /// <summary>Whether a call may go to this address.</summary>
    public bool May(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (Array.Exists(allowed, network => network.Contains(address))) return true;
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address)) return false;
        return !Array.Exists(NotPublic, network => network.Contains(address));
    }

    /// <summary>Null when a call to this address may be tried; otherwise why not, in a sentence. What a name resolves to is looked at when connecting.</summary>
    public string? Refuse(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.Host.Length == 0)
            return "Give a whole address, such as https://example.org/hook.";
        if (address.Scheme == "http" && !TakesPlainHttp) return "The address must start with https.";
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0) return "The address must hold neither a user name nor a fragment.";
        if (IPAddress.TryParse(address.DnsSafeHost, out var literal) ? !May(literal) : address.IsLoopback && !May(IPAddress.Loopback))
            return "The address leads into a private network.";
        return null;
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var reachable = Array.FindAll(addresses, May);
        if (reachable.Length == 0) throw new HttpRequestException("The address leads into a private network.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
