using System.Globalization;
using Microsoft.Playwright;
using Usher.Rooms;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;
using Usher.Web;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Lobby;

public sealed class MediaPageBrowserTests
{
    [Fact]
    public async Task A_room_is_made_scheduled_and_deleted_by_keyboard_alone()
    {
        await using var site = await RoomSite.Open(now: TimeProvider.System.GetUtcNow());
        (await site.SignIn(Cast.Ada)).Dispose();
        await using var profile = await Chromium.Profile(site.Site);
        var page = await SignIn(profile);
        await page.IsAccessible();

        await page.GetByRole(AriaRole.Link, new() { Name = "Create room" }).PressAsync("Enter");
        await Expect(page.GetByLabel("Title")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Time zone")).ToHaveValueAsync("Europe/Stockholm");
        await page.Keyboard.TypeAsync("Tides and turbines");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a speaker" }).PressAsync("Enter");
        await page.Keyboard.TypeAsync("Ben Okafor");
        await page.IsAccessible();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create room" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tides and turbines" })).ToBeVisibleAsync();
        await page.IsAccessible();

        await page.GetByRole(AriaRole.Link, new() { Name = "Schedule a session" }).PressAsync("Enter");
        await page.IsAccessible();
        var start = site.Time.GetUtcNow().AddHours(5).In("Europe/Stockholm");
        await page.GetByLabel("Starts", new() { Exact = true }).FillAsync(Clock(start));
        await Expect(page.GetByLabel("Ends", new() { Exact = true })).ToHaveValueAsync(Clock(start.AddHours(1)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule" }).PressAsync("Enter");
        await Expect(page.GetByText("Live in")).ToBeVisibleAsync();
        await page.IsAccessible();

        var more = page.Locator("summary", new() { HasText = "More" });
        await more.PressAsync("Enter");
        await page.IsAccessible();
        await page.Keyboard.PressAsync("Escape");
        await Expect(more).ToBeFocusedAsync();
        await DeleteIn(page, more);
        await Expect(page.GetByText("No rooms yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_lives_elsewhere_sees_their_own_time_too()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom(access: "public");
        await ada.Post($"{room}/sessions", new { startsAt = "2030-07-04T15:00:00Z", endsAt = "2030-07-04T16:30:00Z" });
        await Expect(await Times("Europe/Stockholm")).ToHaveTextAsync("4 July 2030 at 17:00, your time");
        await Expect(await Times("Europe/Dublin")).ToBeHiddenAsync();

        async Task<ILocator> Times(string zone)
        {
            var profile = await Chromium.Profile(site.Site, new() { TimezoneId = zone });
            var page = await profile.NewPageAsync();
            await page.GotoAsync(room);
            return page.Locator(".poster .own-time");
        }
    }

    [Fact]
    public async Task Every_page_of_a_room_fits_a_phone_in_the_dark()
    {
        await using var site = await RoomSite.Open(now: TimeProvider.System.GetUtcNow());
        (await site.SignIn(Cast.Ada)).Dispose();
        await using var profile = await Chromium.Profile(site.Site, new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = ColorScheme.Dark });
        var page = await SignIn(profile);
        await page.GotoAsync("/rooms/new");
        await page.GetByLabel("Title").FillAsync("A blade over twenty years: fatigue, barnacles and whatwedidnotthinkofwhenwebuiltit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create room" }).ClickAsync();
        await page.Arrives("/rooms/[0-9a-z]{26}$");
        var room = page.Url;
        foreach (var path in new[] { "", "/edit", "/collaborators", "/sessions/new", "/delete" })
        {
            await page.GotoAsync(room + path);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path);
            await page.IsAccessible();
        }
    }

    private static string Clock(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static async Task<IPage> SignIn(IBrowserContext profile)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync("/rooms");
        await page.GetByLabel("Email address").FillAsync(Cast.Ada.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("/rooms$");
        return page;
    }

    /// <summary>The dialog takes the focus, gives it back when it is closed, and does what it asks about.</summary>
    private static async Task DeleteIn(IPage page, ILocator more)
    {
        await more.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete room" }).PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Delete “Tides and turbines”?" });
        await Expect(dialog.GetByRole(AriaRole.Heading)).ToBeFocusedAsync();
        await page.IsAccessible();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(more).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete room" }).PressAsync("Enter");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete room" }).PressAsync("Enter");
    }
}
