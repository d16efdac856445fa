using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Usher.Web;

/// <summary>The bundles of scripts, styles and icons, out of the assembly and into memory once, each also as it was compressed by the build.</summary>
public sealed class Assets
{
    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> urls;
    private readonly FrozenDictionary<string, byte[]> files;
    private readonly FrozenSet<string> icons;
    private readonly FrozenDictionary<string, string[]> words;

    public Assets()
    {
        var hashedNames = JsonSerializer.Deserialize<Dictionary<string, string>>(Read("manifest.json"))!;
        urls = hashedNames.ToFrozenDictionary(entry => entry.Key, entry => $"/assets/{entry.Value}", StringComparer.Ordinal);
        files = hashedNames.Values.SelectMany(name => (string[])[name, name + ".br", name + ".gz"])
            .ToFrozenDictionary(name => name, Read, StringComparer.Ordinal);
        // Refusals reach the scripts in English, by which they are translated too.
        var refusals = Problem.Catalogue.Select(problem => problem.Sentence);
        words = JsonSerializer.Deserialize<Dictionary<string, string[]>>(Read("words.json"))!
            .ToFrozenDictionary(entry => entry.Key, entry => (string[])[.. entry.Key == "invitation.js" ? entry.Value : entry.Value.Union(refusals)], StringComparer.Ordinal);
        icons = JsonSerializer.Deserialize<string[]>(Read("icons.json"))!.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The address of a bundle, such as <c>site.css</c>; it changes when the content does.</summary>
    public string Url(string name) => urls[name];

    /// <summary>The texts, in English, that a bundle of scripts may show.</summary>
    public IReadOnlyList<string> Words(string script) => words[script];

    /// <summary>The address of one icon of the sprite.</summary>
    /// <exception cref="ArgumentException">The icon is not listed in web/icons.json.</exception>
    public string Icon(string name) => icons.Contains(name)
        ? $"{Url("icons.svg")}#{name}"
        : throw new ArgumentException($"Icon '{name}' is not listed in web/icons.json.", nameof(name));

    public Results<FileContentHttpResult, NotFound> Serve(string name, HttpContext http)
    {
        if (!ContentTypes.TryGetValue(Path.GetExtension(name), out var contentType) || !files.TryGetValue(name, out var identity))
            return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Encoding(http.Request) is not { } encoding) return TypedResults.Bytes(identity, contentType);
        http.Response.Headers.ContentEncoding = encoding;
        return TypedResults.Bytes(files[name + (encoding == "br" ? ".br" : ".gz")], contentType);
    }

    private static string? Encoding(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding.Where(entry => entry.Quality is null or > 0).Select(entry => entry.Value.Value);
        return accepted.Contains("br", StringComparer.OrdinalIgnoreCase) ? "br"
            : accepted.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? "gzip" : null;
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream($"web/{name}")
            ?? throw new InvalidOperationException($"The build left web/{name} out of the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
