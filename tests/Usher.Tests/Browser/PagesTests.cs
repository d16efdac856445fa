using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>
/// Every page: on a desk and on a phone, by day and by night, from left to right and from right to left. With
/// <c>USHER_PICTURES=DIR</c> in the environment what it looks like is left there, to be looked at.
/// </summary>
public sealed class PagesTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("USHER_PICTURES");

    [Theory]
    [InlineData("sign-in", "/sign-in")]
    [InlineData("mailbox", "/mailbox")]
    [InlineData("nowhere", "/nowhere")]
    [InlineData("unknown-link", "/i/0000000000000000000000000000000000000000000000000000")]
    public async Task Anybodys(string name, string path)
    {
        await using var profile = await Chromium.Profile(demo.Site);
        await LooksWell(profile, name, path);
    }

    [Theory]
    [InlineData("my-rooms", "/rooms")]
    [InlineData("account", "/account")]
    [InlineData("create-room", "/rooms/new")]
    [InlineData("media-page", "/rooms/{room}")]
    [InlineData("edit-room", "/rooms/{room}/edit")]
    [InlineData("collaborators", "/rooms/{room}/collaborators")]
    [InlineData("delete-room", "/rooms/{room}/delete")]
    [InlineData("schedule", "/rooms/{room}/sessions/new")]
    [InlineData("edit-session", "/rooms/{room}/sessions/{session}/edit")]
    [InlineData("cancel-session", "/rooms/{room}/sessions/{session}/cancel")]
    [InlineData("invite", "/rooms/{room}/invitations/new")]
    [InlineData("invitations", "/rooms/{room}/invitations")]
    [InlineData("unknown-room", "/rooms/00000000000000000000000000")]
    public Task Hosts(string name, string path) => LooksWell(
        demo.Ada, name, path.Replace("{room}", demo.Tides.ToString(), StringComparison.Ordinal).Replace("{session}", demo.Open.ToString(), StringComparison.Ordinal));

    [Fact]
    public async Task Admins_mail()
    {
        await using var profile = await Chromium.Profile(demo.Site);
        var page = await profile.NewPageAsync();
        await page.SignIn(Cast.Mina);
        await LooksWell(profile, "admin-mail", "/admin/mail");
        await LooksWell(profile, "admin-mail-server", "/admin/mail/server");
        await LooksWell(profile, "admin-templates", "/admin/email-templates");
        await page.GotoAsync("/admin/email-templates");
        await page.GetByLabel("Name").FillAsync("Warm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make template" }).ClickAsync();
        await Expect(page.FrameLocator("iframe[name=preview]").GetByText("Open your invitation")).ToBeVisibleAsync();
        await page.GetByLabel("HTML").FillAsync("<p>Come, {FIRSTNAME}: <a href='{URL}'>this way</a></p>");
        await Expect(page.FrameLocator("iframe[name=preview]").GetByText("Come, Ben: this way")).ToBeVisibleAsync();
        await LooksWell(page, "admin-template");
    }

    [Fact]
    public async Task Hosts_one_invitation()
    {
        var page = await demo.Ada.NewPageAsync();
        await page.GotoAsync($"/rooms/{demo.Tides}/invitations");
        await page.GetByRole(AriaRole.Link, new() { Name = Cast.Ben.Name }).ClickAsync();
        await LooksWell(demo.Ada, "one-invitation", page.Url);
    }

    [Theory]
    [InlineData("lobby", "ben.okafor@tidewright.example", "Open now")]
    [InlineData("countdown", "femi.roe@harbour.example", "Check in now and walk in when it opens")]
    [InlineData("withdrawn", "gus.thorn@harbour.example", "This invitation was withdrawn.")]
    public async Task Invitees(string name, string address, string sentence)
    {
        var link = name == "withdrawn" ? await Withdrawn() : await demo.InvitationOf(new("", "", address));
        await using var profile = await Chromium.Profile(demo.Site);
        await LooksWell(profile, name, link, sentence);
    }

    [Fact]
    public async Task Everybodys_live_session()
    {
        var page = await demo.Ada.NewPageAsync();
        await page.GotoAsync($"/live/{demo.Open}");
        await page.GetByLabel("Message to everyone").FillAsync("Good evening. We begin in a minute; questions are welcome at any time.");
        await page.Keyboard.PressAsync("Enter");
        foreach (var tab in new[] { "Q&A", "Backchannel", "People", "Chat" })
        {
            await page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await LooksWell(page, $"live-{tab}");
        }
        await page.CloseAsync();
    }

    private async Task<string> Withdrawn()
    {
        var page = await demo.Ada.NewPageAsync();
        await page.GotoAsync($"/rooms/{demo.Tides}");
        var issued = await page.Call("POST", $"/rooms/{demo.Tides}/invitations", new { email = Cast.Gus.Email, firstName = Cast.Gus.FirstName, lastName = Cast.Gus.LastName });
        await page.Call("POST", $"/rooms/{demo.Tides}/invitations/{issued.GetProperty("id").GetString()}/revoke", new { });
        await page.CloseAsync();
        return new Uri(issued.GetProperty("url").GetString()!).AbsolutePath;
    }

    private static async Task LooksWell(IBrowserContext profile, string name, string path, string? sentence = null)
    {
        var page = await profile.NewPageAsync();
        var outside = new List<string>();
        page.Request += (_, request) => { if (!request.Url.StartsWith("data:", StringComparison.Ordinal) && new Uri(request.Url).Host != "localhost") outside.Add(request.Url); };
        page.Console += (_, line) => { if (line.Type == "error" && line.Text.Contains("Content Security Policy", StringComparison.Ordinal)) outside.Add(line.Text); };
        await page.GotoAsync(path);
        if (sentence is not null) await Expect(page.GetByText(sentence)).ToBeVisibleAsync();
        await LooksWell(page, name);
        Assert.Empty(outside);
        await page.CloseAsync();
    }

    private static async Task LooksWell(IPage page, string name)
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
