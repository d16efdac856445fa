using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Usher.Web;

/// <summary>The outermost layer: ports, limits of a connection, and whose word is taken for where a request comes from.</summary>
internal static class Listening
{
    private const int Kilobyte = 1024;

    public static void ConfigureListening(this IWebHostBuilder host, IConfiguration configuration, UsherOptions options)
    {
        var urls = configuration[WebHostDefaults.ServerUrlsKey];
        if (string.IsNullOrEmpty(urls)) urls = "http://localhost:8080";
        if (!configuration.GetSection("Kestrel:Endpoints").Exists())
            host.UseUrls(options.Metrics.Port is { } port ? $"{urls};http://127.0.0.1:{port}" : urls);
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Endpoints that take files raise it for themselves.
            kestrel.Limits.MaxRequestBodySize = 256 * Kilobyte;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * Kilobyte;
            kestrel.Limits.MaxRequestLineSize = 8 * Kilobyte;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
    }

    public static void Believe(this ForwardedHeadersOptions forwarded, IReadOnlyCollection<string> proxies)
    {
        // The framework takes empty lists for "believe everybody".
        forwarded.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor;
        forwarded.ForwardLimit = null;
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
            else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
    }
}
