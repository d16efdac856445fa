using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using Usher.Web;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>
/// Looks at a page: on a desk and on a phone, by day and by night, from left to right and from right to left, in the languages that the
/// site comes with. With <c>USHER_PICTURES=DIR</c> in the environment what it looks like is left there, to be looked at.
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
        await page.LooksWellByDayAndNight(name);
        await page.Speak("he");
        await page.Fits(name + "-he-dark", 390, 844);
        await page.Fits(name + "-he-dark-wide", 1440, 900);
        // Of these languages the one with the longest words.
        await page.Speak("de");
        await page.Fits(name + "-de-dark", 390, 844);
        await page.Context.ClearCookiesAsync(new() { Name = LanguageOfRequest.Cookie });
        Assert.Empty(outside);
        await page.CloseAsync();
    }

    /// <summary>A page as it stands, with what was done to it.</summary>
    public static async Task LooksWell(this IPage page, string name)
    {
        await page.LooksWellByDayAndNight(name);
        await page.EvaluateAsync("() => { document.documentElement.dir = 'rtl' }");
        await page.Fits(name + "-rtl-dark", 390, 844);
        await page.Fits(name + "-rtl-dark-wide", 1440, 900);
        await page.EvaluateAsync("() => { document.documentElement.dir = 'ltr' }");
    }

    private static async Task LooksWellByDayAndNight(this IPage page, string name)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.Fits(name, 1440, 900);
        await page.IsAccessible();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.Fits(name + "-dark", 390, 844);
        await page.IsAccessible();
    }

    private static async Task Speak(this IPage page, string language)
    {
        await page.Locator($"form.languages button[value={language}]").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }

    /// <summary>Nothing hangs over the edge of the page.</summary>
    private static async Task Fits(this IPage page, string name, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        if (Pictures is not null) await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });
        var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"{name} is {over} pixels wider than its window of {width}.");
    }
}
