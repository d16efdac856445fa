using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>
/// Looks at a page: on a desk and on a phone, by day and by night, from left to right and from right to left. With
/// <c>USHER_PICTURES=DIR</c> in the environment what it looks like is left there, to be looked at.
/// </summary>
internal static class Looks
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("USHER_PICTURES");

    public static async Task LooksWell(this IBrowserContext profile, string name, string path, string? sentence = null)
    {
        var page = await profile.NewPageAsync();
        var outside = new List<string>();
        page.Request += (_, request) => { if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && new Uri(request.Url).Host != "localhost") outside.Add(request.Url); };
        page.Console += (_, line) => { if (line.Type == "error" && line.Text.Contains("Content Security Policy", StringComparison.Ordinal)) outside.Add(line.Text); };
        await page.GotoAsync(path);
        if (sentence is not null) await Expect(page.GetByText(sentence)).ToBeVisibleAsync();
        await page.LooksWell(name);
        Assert.Empty(outside);
        await page.CloseAsync();
    }

    public static async Task LooksWell(this IPage page, string name)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Fits(page, name, 1440, 900);
        await page.IsAccessible();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Fits(page, name + "-dark", 390, 844);
        await page.IsAccessible();
        await page.EvaluateAsync("() => { document.documentElement.dir = 'rtl' }");
        await Fits(page, name + "-rtl-dark", 390, 844);
        await Fits(page, name + "-rtl-dark-wide", 1440, 900);
        await page.EvaluateAsync("() => { document.documentElement.dir = 'ltr' }");
    }

    /// <summary>Nothing hangs over the edge of the page.</summary>
    private static async Task Fits(IPage page, string name, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        if (Pictures is not null) await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });
        var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"{name} is {over} pixels wider than its window of {width}.");
    }
}
