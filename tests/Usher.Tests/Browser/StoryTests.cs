using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Usher.Data;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>The whole story, with a browser profile for each person, against the real process.</summary>
public sealed partial class StoryTests
{
    private const string Title = "What the sea taught us";

    [Fact]
    public async Task A_guest_is_invited_waits_comes_in_rises_and_is_put_out()
    {
        await using var site = await UsherProcess.Start(Engine.Sqlite, "Demo=true");
        await using var hosts = await Chromium.Profile(site.Address);
        await using var guests = await Chromium.Profile(site.Address);
        await using var strangers = await Chromium.Profile(site.Address);

        var ada = await SignIn(hosts, Cast.Ada);
        var room = await CreateRoom(ada);
        var session = await Schedule(ada, room);
        var shown = await Invite(ada, room);
        var ben = await FollowTheMail(guests);
        var token = TokenOf(ben.Url);
        Assert.Equal(TokenOf(shown), token);

        await CheckIn(ben);
        await Start(ada, room, session);
        await WalksIn(ben, token);
        await WritesBackstage(ben, ada, room);
        await IsRefused(strangers, shown);
        await Promote(ada, ben);
        await Revoke(ada, ben, shown);

        await site.Kill();
        var secret = new byte[32];
        Assert.True(Base32.TryRead(token, secret));
        Assert.Empty(await Traces.Of(site, secret));
    }

    private static async Task<IPage> SignIn(IBrowserContext profile, Person person)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync("/rooms");
        await page.IsAccessible();
        await page.GetByLabel("Email address").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My rooms" })).ToBeVisibleAsync();
        await page.IsAccessible();
        return page;
    }

    private static async Task<string> CreateRoom(IPage ada)
    {
        await ada.GetByRole(AriaRole.Link, new() { Name = "Create room" }).ClickAsync();
        await ada.IsAccessible();
        await ada.GetByLabel("Title").FillAsync(Title);
        await ada.GetByLabel("Description").FillAsync("Three winters, **two blades**, one gearbox.");
        await ada.GetByLabel("Name", new() { Exact = true }).First.FillAsync(Cast.Ben.Name);
        await ada.GetByRole(AriaRole.Button, new() { Name = "Create room" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = Title })).ToBeVisibleAsync();
        await ada.IsAccessible();
        return new Uri(ada.Url).AbsolutePath.Split('/')[2];
    }

    // Over the API, since a form knows minutes and this test has none to spare.
    private static async Task<string> Schedule(IPage ada, string room)
    {
        var now = TimeProvider.System.Now();
        var session = await ada.Call("POST", $"/rooms/{room}/sessions", new { startsAt = now.AddHours(1), endsAt = now.AddHours(2), earlyEntryMinutes = 0 });
        await ada.GotoAsync($"/rooms/{room}");
        await Expect(ada.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();
        return session.GetProperty("id").GetString()!;
    }

    private static async Task<string> Invite(IPage ada, string room)
    {
        await ada.Locator("summary", new() { HasText = "More" }).ClickAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Invite users" }).ClickAsync();
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Email address").FillAsync(Cast.Ben.Email);
        await dialog.GetByLabel("First name").FillAsync(Cast.Ben.FirstName);
        await dialog.GetByLabel("Last name").FillAsync(Cast.Ben.LastName);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Speaker" }).CheckAsync();
        await dialog.GetByLabel("Send link via email").CheckAsync();
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Generate invite link" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "Ben Okafor is invited as Speaker" })).ToBeVisibleAsync();
        await ada.IsAccessible();
        var link = await dialog.GetByLabel("Invitation link").InputValueAsync();
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(ada.GetByText("1 invited")).ToBeVisibleAsync();
        Assert.DoesNotContain("/i/", await ada.ContentAsync(), StringComparison.Ordinal);
        return link;
    }

    private static async Task<IPage> FollowTheMail(IBrowserContext guests)
    {
        var mail = await guests.NewPageAsync();
        await mail.GotoAsync("/mailbox");
        await mail.GetByRole(AriaRole.Link, new() { Name = Title }).ClickAsync();
        await mail.IsAccessible();
        var link = mail.FrameLocator("iframe").Locator("a[href*='/i/']").First;
        var page = await guests.RunAndWaitForPageAsync(() => link.ClickAsync());
        await mail.CloseAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = Title })).ToBeVisibleAsync();
        await Expect(page.GetByText("Ada Lindqvist invited you as Speaker")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Timer)).ToContainTextAsync("59");
        await page.IsAccessible();
        return page;
    }

    private static async Task CheckIn(IPage ben)
    {
        await ben.GetByLabel("Email address").FillAsync(Cast.Dana.Email);
        await ben.GetByRole(AriaRole.Button, new() { Name = "Check in" }).ClickAsync();
        await Expect(ben.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the address");
        await ben.GetByLabel("Email address").FillAsync(Cast.Ben.Email.ToUpperInvariant());
        await ben.GetByRole(AriaRole.Button, new() { Name = "Check in" }).ClickAsync();
        await Expect(ben.GetByText("You're checked in.")).ToBeVisibleAsync();
        await ben.IsAccessible();
    }

    /// <summary>The host moves the start to a few seconds from now; whoever waits sees it without touching anything.</summary>
    private static Task Start(IPage ada, string room, string session) =>
        ada.Call("PATCH", $"/rooms/{room}/sessions/{session}", new { startsAt = TimeProvider.System.Now().AddSeconds(6) });

    private static async Task WalksIn(IPage ben, string token)
    {
        await ben.Arrives("/live/", 40_000);
        await Expect(ben.GetByText("You are a Speaker")).ToBeVisibleAsync();
        Assert.DoesNotContain(token, ben.Url + await ben.ContentAsync(), StringComparison.Ordinal);
        await ben.EvaluateAsync("() => { window.neverReloaded = true }");
        await ben.IsAccessible();
    }

    private static async Task WritesBackstage(IPage ben, IPage ada, string room)
    {
        await ben.GetByRole(AriaRole.Tab, new() { Name = "Backchannel" }).ClickAsync();
        await ben.GetByLabel("Message to Speakers, Moderators and Hosts").FillAsync("Sound check?");
        await ben.Keyboard.PressAsync("Enter");
        await ada.GotoAsync($"/rooms/{room}");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Join", Exact = true }).ClickAsync();
        await ada.GetByRole(AriaRole.Tab, new() { Name = "Backchannel" }).ClickAsync();
        await Expect(ada.GetByText("Sound check?")).ToBeVisibleAsync();
        await ada.GetByLabel("Message to Speakers, Moderators and Hosts").FillAsync("Loud and clear.");
        await ada.Keyboard.PressAsync("Enter");
        await Expect(ben.GetByText("Loud and clear.")).ToBeVisibleAsync();
        await ada.IsAccessible();
    }

    private static async Task IsRefused(IBrowserContext strangers, string link)
    {
        var page = await strangers.NewPageAsync();
        await page.GotoAsync(link);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "already in use on another device" })).ToBeVisibleAsync();
        Assert.DoesNotContain("/live/", page.Url, StringComparison.Ordinal);
        await page.IsAccessible();
    }

    private static async Task Promote(IPage ada, IPage ben)
    {
        await Expect(ben.GetByRole(AriaRole.Button, new() { Name = "End session" })).ToBeHiddenAsync();
        await ada.GetByRole(AriaRole.Tab, new() { Name = "People" }).ClickAsync();
        await ada.IsAccessible();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Actions for Ben Okafor" }).ClickAsync();
        await ada.GetByRole(AriaRole.Menuitemradio, new() { Name = "Moderator" }).ClickAsync();
        await Expect(ben.GetByText("You are a Moderator")).ToBeVisibleAsync();
        await Expect(ben.GetByText("Ada Lindqvist made you a Moderator").First).ToBeVisibleAsync();
        await Expect(ben.GetByRole(AriaRole.Button, new() { Name = "End session" })).ToBeVisibleAsync();
        Assert.True(await ben.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        await ben.IsAccessible();
    }

    private static async Task Revoke(IPage ada, IPage ben, string link)
    {
        await ada.GetByRole(AriaRole.Button, new() { Name = "Actions for Ben Okafor" }).ClickAsync();
        await ada.GetByRole(AriaRole.Menuitem, new() { Name = "Revoke invitation" }).ClickAsync();
        await ada.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "You are out of the session" })).ToBeVisibleAsync();
        await ben.IsAccessible();
        await ben.GotoAsync(link);
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "This invitation was withdrawn." })).ToBeVisibleAsync();
        await ben.IsAccessible();
    }

    private static string TokenOf(string link) => Link().Match(link).Groups[1].Value;

    [GeneratedRegex("/i/([0-9a-z]{52})$", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
