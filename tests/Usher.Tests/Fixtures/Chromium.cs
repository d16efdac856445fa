using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Usher.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(Chromium.End))]

namespace Usher.Tests.Fixtures;

/// <summary>One Chromium for the whole run, started by the first test that wants it. Each <see cref="Profile"/> shares nothing with another.</summary>
public static class Chromium
{
    // The one that is built without a screen has a third less to do.
    private const string Program = "/usr/bin/chromium-headless-shell";

    private static readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> Started = new(Start);

    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", "--disable-default-apps", "--disable-domain-reliability", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ];

    // An answer that a test fulfils counts as from the internet, whence nobody may go on to this machine.
    private static readonly Lazy<Task<IBrowser>> Strict = new(async () => await (await Started.Value).Driver.Chromium.LaunchAsync(
        new() { ExecutablePath = Program, Headless = true, Args = [.. Quiet, "--test-third-party-cookie-phaseout", "--disable-features=LocalNetworkAccessChecks"] }));

    /// <summary>A browser profile that has never been anywhere; dispose of it.</summary>
    public static async Task<IBrowserContext> Profile(UsherSite site, BrowserNewContextOptions? options = null) =>
        await Profile(site.Address, options);

    /// <inheritdoc cref="Profile(UsherSite, BrowserNewContextOptions?)"/>
    public static async Task<IBrowserContext> Profile(Uri site, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = site.ToString();
        options.ReducedMotion ??= ReducedMotion.Reduce;
        options.TimezoneId ??= "Europe/Stockholm";
        options.Locale ??= "en-GB";
        var context = await (await Started.Value).Browser.NewContextAsync(options);
        context.SetDefaultTimeout(15_000);
        return context;
    }

    /// <summary>A profile of a browser in which third-party cookies are blocked, as most people's will be; dispose of it.</summary>
    public static async Task<IBrowserContext> ProfileWithoutThirdPartyCookies(Uri site)
    {
        var context = await (await Strict.Value).NewContextAsync(new() { BaseURL = site.ToString(), ReducedMotion = ReducedMotion.Reduce, TimezoneId = "Europe/Stockholm", Locale = "en-GB" });
        context.SetDefaultTimeout(15_000);
        return context;
    }

    /// <summary>Waits until the page's address is such; not for what else it loads, which what follows waits for as far as it matters.</summary>
    public static Task Arrives(this IPage page, string pattern, float? timeout = null) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = timeout });

    /// <summary>Fails with what axe found against WCAG 2.2 AA on the page as it stands.</summary>
    public static async Task IsAccessible(this IPage page)
    {
        var options = new AxeRunOptions
        {
            // The only frames are sandboxed ones that run no script, in which axe would wait forever.
            Iframes = false,
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
            Rules = new Dictionary<string, RuleOptions>(StringComparer.Ordinal) { ["target-size"] = new() { Enabled = true } },
        };
        var result = await page.RunAxe(options);
        Assert.True(result.Violations.Length == 0, page.Url + "\n" + string.Join('\n', result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}\n    {string.Join("\n    ", violation.Nodes.Select(node => node.Html))}")));
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        // For machines that have other things to do as well.
        Assertions.SetDefaultExpectTimeout(15_000);
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true, Args = Quiet }));
    }

    /// <summary>Closes the browser, if any test wanted it, when the run ends.</summary>
    public sealed class End : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (!Started.IsValueCreated) return;
            if (Strict.IsValueCreated) await (await Strict.Value).CloseAsync();
            var (driver, browser) = await Started.Value;
            await browser.CloseAsync();
            driver.Dispose();
        }
    }
}
