using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Usher.Accounts;
using Usher.Settings;
using Usher.Tests.Architecture;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Settings;

/// <summary>The site's own name, logo and colours, on every page.</summary>
public sealed partial class ThemingTests
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Name_colours_and_links_are_on_every_page_at_once()
    {
        await using var site = await RoomSite.Open();
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var changed = await mina.Patch("/admin/settings/theming", new
        {
            siteName = "Northfield <Live>",
            primaryLight = "#0b5d3b",
            primaryDark = "#8fe0b5",
            footerLinks = new[] { new { text = "Imprint", url = "https://northfield.example/imprint" } },
        });
        Assert.Equal("200", changed.Said);
        using var stranger = site.Site.NewVisitor();
        foreach (var path in new[] { "/sign-in", "/nowhere", "/i/0000000000000000000000000000000000000000000000000000", "/problems" })
        {
            var page = await stranger.Open(path);
            Assert.Contains("Northfield <Live>", page.Document.QuerySelector(".mark")!.TextContent, StringComparison.Ordinal);
            Assert.EndsWith("Northfield <Live>", page.Document.Title, StringComparison.Ordinal);
            Assert.NotNull(page.Document.QuerySelector(".site-foot a[href='https://northfield.example/imprint']"));
            var sheets = page.Document.QuerySelectorAll("link[rel=stylesheet]");
            var sheet = sheets[sheets.Length - 1].GetAttribute("href")!;
            using var answer = await stranger.Http.GetAsync(sheet);
            Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains("--primary:light-dark(#0b5d3b,#8fe0b5)", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.Public);
        }
    }

    [Fact]
    public async Task The_usual_look_asks_for_no_further_stylesheet()
    {
        await using var site = await UsherSite.Start();
        using var stranger = site.NewVisitor();
        Assert.Single((await stranger.Open("/sign-in")).Document.QuerySelectorAll("link[rel=stylesheet]"));
    }

    [Fact]
    public async Task A_logo_is_an_image_and_nothing_else()
    {
        await using var site = await RoomSite.Open();
        using var mina = (await site.SignIn(Cast.Mina, SiteRole.Admin));
        Assert.Contains("Saved", (await Upload(mina, Png)).Text, StringComparison.Ordinal);
        var shown = (await mina.Open("/account")).Document.QuerySelector(".mark img")!;
        Assert.Equal("Usher", shown.GetAttribute("alt"));
        using var logo = await mina.Http.GetAsync(shown.GetAttribute("src"));
        Assert.Equal("image/png", logo.Content.Headers.ContentType?.MediaType);
        Assert.Contains("sandbox", logo.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(Png, await logo.Content.ReadAsByteArrayAsync());

        foreach (var wrong in new[] { "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), [.. Png, .. new byte[256 * 1024]] })
        {
            var refused = await Upload(mina, wrong);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.NotNull(refused.Document.GetElementById("logo-fault"));
        }
        var page = await mina.Open("/admin/settings/theming");
        await mina.Submit(page, "main form", ("logo-remove", "on"));
        Assert.Null((await mina.Open("/account")).Document.QuerySelector(".mark img"));
    }

    [Theory]
    [InlineData("#552a83", true)]
    [InlineData("#0b5d3b", true)]
    [InlineData("#000000", true)]
    [InlineData("#767676", false)]
    [InlineData("#ffcc00", false)]
    public void By_day_a_colour_is_dark_enough_or_none(string colour, bool fine) =>
        Assert.Equal(fine, ThemeRules.DayContrast(Colour.Parse(colour)) >= ThemeRules.LeastContrast);

    [Theory]
    [InlineData("#c3a6f5", true)]
    [InlineData("#ffffff", true)]
    [InlineData("#552a83", false)]
    public void By_night_a_colour_is_light_enough_or_none(string colour, bool fine) =>
        Assert.Equal(fine, ThemeRules.NightContrast(Colour.Parse(colour)) >= ThemeRules.LeastContrast);

    [Fact]
    public void Contrast_is_measured_as_WCAG_does()
    {
        Assert.Equal(21, Colour.Black.Contrast(Colour.White), 6);
        Assert.Equal(4.54, Colour.Parse("#767676").Contrast(Colour.White), 2);
    }

    [Fact]
    public void The_grounds_are_those_of_the_stylesheets()
    {
        var tokens = File.ReadAllText(Path.Combine(Source.Root, "web", "shared", "tokens.css"));
        foreach (var (place, name) in new[] { "paper", "surface", "sunken" }.Index())
        {
            var pair = LightDark().Matches(tokens).Single(match => match.Groups["name"].Value == name);
            Assert.Equal(ThemeRules.DayGrounds[place].ToString(), pair.Groups["day"].Value);
            Assert.Equal(ThemeRules.NightGrounds[place].ToString(), pair.Groups["night"].Value);
        }
    }

    private static async Task<Page> Upload(Visitor mina, byte[] image)
    {
        var page = await mina.Open("/admin/settings/theming");
        using var content = new MultipartFormDataContent();
        foreach (var input in page.Document.QuerySelectorAll("main form input[name]:not([type=file]):not([type=checkbox])"))
            content.Add(new StringContent(input.GetAttribute("value") ?? ""), input.GetAttribute("name")!);
        content.Add(new ByteArrayContent(image), "logo", "logo.png");
        using var answer = await mina.Http.PostAsync("/admin/settings/theming", content);
        if (answer.Headers.Location is { } next) return await mina.Open(next.ToString());
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return new Page(answer.StatusCode, "/admin/settings/theming", document);
    }

    [GeneratedRegex(@"--(?<name>[a-z-]+): light-dark\((?<day>#[0-9a-f]{6}), (?<night>#[0-9a-f]{6})\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LightDark();
}
