namespace Usher.Web;

/// <summary>Where people reach the site, from the configuration alone: a forged Host header changes no link, no cookie and no check.</summary>
public sealed class PublicAddress(string address)
{
    private readonly Uri address = new(address);

    /// <summary>Scheme, host and port as browsers write them in <c>Origin</c>: the default port left out, no slash at the end.</summary>
    public string Origin => address.GetLeftPart(UriPartial.Authority);

    /// <summary>The same for WebSockets.</summary>
    public string WebSocketOrigin => $"ws{Origin["http".Length..]}";

    public bool IsSecure => address.Scheme == "https";

    /// <summary>The host without its port: what passkeys belong to.</summary>
    public string Domain => address.Host;

    /// <param name="path">From the root, with its leading slash.</param>
    public string UrlOf(string path) => Origin + path;

    /// <summary>
    /// A browser on this machine that opened 127.0.0.1 for localhost, or the other way round: its cookies and keys would be another
    /// site's. Behind a proxy the Host header proves nothing, so there nobody is sent anywhere.
    /// </summary>
    internal bool IsOtherNameOf(HttpRequest request) =>
        address.IsLoopback && request.Host.Port == address.Port && request.Host.Host is ("localhost" or "127.0.0.1" or "[::1]")
        && request.Host.Host != address.Host && request.Headers["Sec-Fetch-Mode"] == "navigate" && HttpMethods.IsGet(request.Method);

    /// <summary>Makes the request say what the configuration says, for every framework part that asks it.</summary>
    internal HttpContext Impose(HttpContext context)
    {
        context.Request.Scheme = address.Scheme;
        context.Request.Host = HostString.FromUriComponent(address);
        return context;
    }
}
