using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Usher.Web;

/// <summary>Where the site itself may call, by the configuration.</summary>
public sealed class OutgoingOptions
{
    /// <summary>
    /// Also addresses of private networks and of this machine, and plain http: for a learning platform inside one's own network, and for
    /// tests. By default the site calls public addresses by https alone, so that nobody can point it at what only it can reach.
    /// </summary>
    public bool AllowPrivate { get; init; }
}

/// <summary>What somebody else's server answered, read to its end.</summary>
public sealed record OutgoingAnswer(int Status, string? Link, byte[] Body)
{
    public bool IsFine => Status is >= 200 and < 300;

    /// <exception cref="JsonException">It is no JSON.</exception>
    public JsonElement Json() => JsonDocument.Parse(Body).RootElement;
}

/// <summary>
/// Calls to addresses that somebody else named, such as a learning platform's: by https to public addresses only, whatever a name
/// resolves to at that moment; no redirects, no cookies, no proxy, and an end to how long and how much.
/// </summary>
public sealed class Outgoing : IDisposable
{
    private const int LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient http;
    private readonly bool allowPrivate;

    public Outgoing(IOptions<UsherOptions> options)
    {
        allowPrivate = options.Value.Outgoing.AllowPrivate;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = Connect,
        };
        http = new HttpClient(handler) { Timeout = Longest, MaxResponseContentBufferSize = LargestAnswer };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Usher");
    }

    /// <summary>Whether an address is one that may be called at all; what its name resolves to is looked at when it is called.</summary>
    public bool MayCall(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == "https" || (allowPrivate && address.Scheme == "http"))
        && (allowPrivate || !IPAddress.TryParse(address.DnsSafeHost, out var literal) || PublicNetworks.Has(literal));

    /// <returns>Null when there is no answer: not allowed, not reachable, too slow, too long.</returns>
    public async Task<OutgoingAnswer?> Send(HttpRequestMessage request, CancellationToken cancel = default)
    {
        if (!MayCall(request.RequestUri?.OriginalString)) return null;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
            var link = response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : null;
            return new((int)response.StatusCode, link, await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    // Here and not before: a name that was public when it was looked up can be another a moment later.
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var allowed = allowPrivate ? addresses : [.. addresses.Where(PublicNetworks.Has)];
        if (allowed.Length == 0) throw new HttpRequestException("No public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Which addresses belong to the public Internet (RFC 6890 and the IANA registries it founded).</summary>
public static class PublicNetworks
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // Of IPv6 only this much is given out for the Internet; all else, such as fc00::/7, fe80::/10 and 64:ff9b::/96, is not.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    public static bool Has(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && !Global.Contains(address)) return false;
        return !NotPublic.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }
}
