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

    /// <summary>Makes the request say what the configuration says, for every framework part that asks it.</summary>
    internal void Impose(HttpRequest request)
    {
        request.Scheme = address.Scheme;
        request.Host = HostString.FromUriComponent(address);
    }
}
