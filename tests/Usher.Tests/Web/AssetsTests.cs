using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Usher.Tests.Architecture;
using Usher.Tests.Fixtures;
using Usher.Web;

namespace Usher.Tests.Web;

/// <summary>The bundles, as browsers fetch them.</summary>
public sealed partial class AssetsTests
{
    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    public async Task Bundles_come_as_small_as_the_browser_can_read_them(string accepted, string? encoding)
    {
        await using var site = await UsherSite.Start();
        using var visitor = site.NewVisitor();
        visitor.Http.DefaultRequestHeaders.AcceptEncoding.ParseAdd(accepted);
        using var answer = await visitor.Http.GetAsync(site.Services.GetRequiredService<Assets>().Url("site.css"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/assets/site.css")]
    [InlineData("/assets/manifest.json")]
    [InlineData("/assets/icons.json")]
    public async Task Nothing_but_bundles_is_served(string path)
    {
        await using var site = await UsherSite.Start();
        using var visitor = site.NewVisitor();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Http.GetAsync(path)).StatusCode);
        var compressed = site.Services.GetRequiredService<Assets>().Url("site.css") + ".br";
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Http.GetAsync(compressed)).StatusCode);
    }

    [Fact]
    public void Every_icon_that_a_page_shows_is_in_the_sprite()
    {
        var assets = new Assets();
        var shown = Source.Files("src", "*.razor").Concat(Source.Files("web", "*.tsx"))
            .SelectMany(file => IconTags().Matches(File.ReadAllText(file))).SelectMany(tag => IconNames().Matches(tag.Value))
            .Select(name => name.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(shown);
        Assert.All(shown, name => assets.Icon(name));
    }

    [GeneratedRegex("<Icon [^>]*>", RegexOptions.None, 1000)]
    private static partial Regex IconTags();

    /// <summary>The name itself, or either of two that a condition chooses from.</summary>
    [GeneratedRegex("""(?:[Nn]ame=|\? |: )"([a-z0-9-]+)"(?! \?)""", RegexOptions.None, 1000)]
    private static partial Regex IconNames();
}
