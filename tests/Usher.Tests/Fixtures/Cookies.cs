using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace Usher.Tests.Fixtures;

/// <summary>
/// A cookie jar of one site that, as browsers do and <c>CookieContainer</c> does not, sends Secure cookies over plain HTTP to this
/// machine; and as browsers do, it says where a request comes from.
/// </summary>
public sealed class Cookies : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, string> jar = new(StringComparer.Ordinal);

    public Cookies() : base(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
    }

    /// <summary>For a request that says where it comes from by itself, or does not say.</summary>
    public static HttpRequestOptionsKey<bool> OriginAsGiven { get; } = new("origin as given");

    public IReadOnlyDictionary<string, string> All => jar;

    /// <summary>What a browser sends.</summary>
    public string Header => string.Join("; ", jar.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public void Set(string name, string value) => jar[name] = value;

    public void Clear() => jar.Clear();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Once: a header added to one that is there would say "here, here", which is no origin at all.
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && !request.Headers.Contains("Origin")
            && !(request.Options.TryGetValue(OriginAsGiven, out var given) && given))
            request.Headers.TryAddWithoutValidation("Origin", request.RequestUri!.GetLeftPart(UriPartial.Authority));
        if (!jar.IsEmpty) request.Headers.Add("Cookie", Header);
        var response = await base.SendAsync(request, cancellationToken);
        foreach (var header in Values(response.Headers)) Take(header);
        return response;
    }

    private static IEnumerable<string> Values(HttpResponseHeaders headers) =>
        headers.TryGetValues("Set-Cookie", out var values) ? values : [];

    private void Take(string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = parts[0].Split('=', 2) is [var left, var right] ? (left, right) : (parts[0], "");
        var deleted = parts.Skip(1).Any(part => part.Equals("max-age=0", StringComparison.OrdinalIgnoreCase)
            || part.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase));
        if (deleted) jar.TryRemove(name, out _);
        else jar[name] = value;
    }
}
