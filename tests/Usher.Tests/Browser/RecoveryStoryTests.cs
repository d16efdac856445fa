using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>People who changed device, came late, or cannot come: each in a browser profile of their own.</summary>
public sealed class RecoveryStoryTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task The_bound_device_hands_over_and_the_host_approves_the_way_back()
    {
        await using var phones = await Chromium.Profile(demo.Site);
        await using var laptops = await Chromium.Profile(demo.Site);
        var link = await demo.InvitationOf(Cast.Ben);
        var phone = await GoIn(phones, link, Cast.Ben);

        // The bound device shows a code; typed on the other one, it moves.
        await phone.GetByRole(AriaRole.Button, new() { Name = "More about your place" }).ClickAsync();
        await phone.GetByRole(AriaRole.Menuitem, new() { Name = "Move to another device" }).ClickAsync();
        var dialog = phone.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByAltText("QR code")).ToBeVisibleAsync();
        var code = await dialog.Locator("output").TextContentAsync();
        await phone.IsAccessible();
        var laptop = await laptops.NewPageAsync();
        await laptop.GotoAsync(link);
        await laptop.GetByText("I'm on another device").ClickAsync();
        await laptop.IsAccessible();
        await laptop.GetByLabel("Code").FillAsync("zzzz-zzzz");
        await laptop.GetByRole(AriaRole.Button, new() { Name = "Move to this device" }).ClickAsync();
        await Expect(laptop.GetByRole(AriaRole.Alert)).ToContainTextAsync("This code doesn't work.");
        await laptop.GetByLabel("Code").FillAsync(code!);
        await laptop.GetByRole(AriaRole.Button, new() { Name = "Move to this device" }).ClickAsync();
        await laptop.Arrives("/live/");
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "You are on another device" })).ToBeVisibleAsync();
        await phone.IsAccessible();

        // Back on the phone without the laptop at hand: the host sees it in the room, and says yes.
        var ada = await demo.Ada.NewPageAsync();
        await ada.GotoAsync($"/live/{demo.Open}");
        await phone.GotoAsync(link);
        await phone.GetByText("I'm on another device").ClickAsync();
        await phone.Locator("#ask-email").FillAsync(Cast.Ben.Email);
        await phone.GetByRole(AriaRole.Button, new() { Name = "Ask Ada Lindqvist" }).ClickAsync();
        await Expect(phone.GetByText("Asked. Now it's up to the host.")).ToBeVisibleAsync();
        await phone.IsAccessible();
        await Expect(ada.GetByText("Ben Okafor asks to come on another device")).ToBeVisibleAsync();
        await Expect(ada.Locator(".device-request")).Not.ToContainTextAsync("127.0.0");
        await ada.IsAccessible();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await phone.Arrives("/live/", 30_000);
        await Expect(laptop.GetByRole(AriaRole.Heading, new() { Name = "You are on another device" })).ToBeVisibleAsync();
        await Expect(ada.GetByText("Ben Okafor asks to come on another device")).ToBeHiddenAsync();
        await ada.CloseAsync();
    }

    [Fact]
    public async Task A_code_by_mail_moves_it_with_the_keyboard_alone()
    {
        await using var phones = await Chromium.Profile(demo.Site);
        await using var laptops = await Chromium.Profile(demo.Site);
        var link = await InviteGus();
        var phone = await GoIn(phones, link, Cast.Gus);
        var laptop = await laptops.NewPageAsync();
        await laptop.GotoAsync(link);
        await laptop.GetByText("I'm on another device").FocusAsync();
        await laptop.Keyboard.PressAsync("Enter");
        await Expect(laptop.GetByRole(AriaRole.Heading, new() { Name = "Without the other device" })).ToBeVisibleAsync();
        await laptop.LooksWell("other-device");
        // Past the code of the other device, to the address; there Enter has a code mailed, and leaves one in the field for it.
        foreach (var key in new[] { "Tab", "Tab", "Tab" }) await laptop.Keyboard.PressAsync(key);
        await laptop.Keyboard.TypeAsync(Cast.Gus.Email);
        await laptop.Keyboard.PressAsync("Enter");
        await Expect(laptop.GetByLabel("Six-digit code")).ToBeFocusedAsync();
        await laptop.LooksWell("other-device-code");
        await laptop.Keyboard.TypeAsync("000 000");
        await laptop.Keyboard.PressAsync("Enter");
        await Expect(laptop.GetByRole(AriaRole.Alert)).ToContainTextAsync("This code doesn't work.");
        await laptop.LooksWell("other-device-wrong-code");
        await Expect(laptop.GetByLabel("Six-digit code")).ToBeFocusedAsync();
        await laptop.Keyboard.TypeAsync(await demo.CodeOf(Cast.Gus));
        await laptop.Keyboard.PressAsync("Enter");
        await laptop.Arrives("/live/");
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "You are on another device" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_link_in_the_picture_moves_too_and_only_by_a_click()
    {
        await using var phones = await Chromium.Profile(demo.Site);
        await using var laptops = await Chromium.Profile(demo.Site);
        var phone = await GoIn(phones, await demo.InvitationOf(Cast.Cy), Cast.Cy);
        await Expect(phone.GetByText("You are a Moderator")).ToBeVisibleAsync();
        var address = await LinkInPicture(Cast.Cy);
        var laptop = await laptops.NewPageAsync();
        await laptop.GotoAsync(address);
        await Expect(laptop.GetByRole(AriaRole.Heading, new() { Name = "Go on here?" })).ToBeVisibleAsync();
        await laptop.IsAccessible();
        await Expect(phone.GetByText("You are a Moderator")).ToBeVisibleAsync();
        await laptop.GetByRole(AriaRole.Button, new() { Name = "Move to this device" }).ClickAsync();
        await laptop.Arrives("/live/");
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Name = "You are on another device" })).ToBeVisibleAsync();
        var again = await phones.NewPageAsync();
        await again.GotoAsync(address);
        await Expect(again.GetByRole(AriaRole.Heading, new() { Name = "This didn't work" })).ToBeVisibleAsync();
        await again.IsAccessible();
    }

    [Fact]
    public async Task A_calendar_entry_brings_a_link_by_mail_and_who_cannot_come_says_so()
    {
        await using var profile = await Chromium.Profile(demo.Site);
        var page = await profile.NewPageAsync();
        var (room, session) = await Breakwater();
        await page.GotoAsync($"/join/{session}");
        await page.IsAccessible();
        await page.GetByLabel("Email address").FillAsync(Cast.Femi.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me my link" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Look in your mail" })).ToBeVisibleAsync();
        await page.IsAccessible();

        await page.GotoAsync(await demo.InvitationOf(Cast.Femi));
        await page.GetByText("I can't come", new() { Exact = true }).ClickAsync();
        await page.IsAccessible();
        await page.Locator("#come-email").FillAsync(Cast.Femi.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell them that I can't come" }).ClickAsync();
        await Expect(page.GetByText("You said that you can't come.")).ToBeVisibleAsync();
        await page.IsAccessible();

        var ada = await demo.Ada.NewPageAsync();
        await ada.GotoAsync($"/rooms/{room}/invitations?asking=CannotCome");
        await ada.IsAccessible();
        await ada.GetByRole(AriaRole.Link, new() { Name = Cast.Femi.Name }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Femi can't come" })).ToBeVisibleAsync();
        await ada.IsAccessible();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Invite somebody else" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Radio, new() { Name = "Viewer" })).ToBeCheckedAsync();
        await ada.CloseAsync();
    }

    private async Task<string> InviteGus()
    {
        var page = await demo.Ada.NewPageAsync();
        await page.GotoAsync($"/rooms/{demo.Tides}");
        var issued = await page.Call("POST", $"/rooms/{demo.Tides}/invitations", new { email = Cast.Gus.Email, firstName = Cast.Gus.FirstName, lastName = Cast.Gus.LastName });
        await page.CloseAsync();
        return new Uri(issued.GetProperty("url").GetString()!).AbsolutePath;
    }

    /// <summary>What a camera would read off the phone.</summary>
    private async Task<string> LinkInPicture(Person person)
    {
        await using var db = demo.Site.Read();
        var device = await db.Set<DeviceBinding>().SingleAsync(one => one.Invitation!.Email == person.Email && one.RevokedAt == null);
        var started = await demo.Site.Services.GetRequiredService<HandOverDevice>().Start(device.Id, demo.Open, null);
        return $"/move/{started.Value.Secret}";
    }

    private async Task<(RoomId, SessionId)> Breakwater()
    {
        await using var db = demo.Site.Read();
        var invitation = await db.Set<Invitation>().SingleAsync(one => one.Email == Cast.Femi.Email);
        return (invitation.RoomId, (await db.Set<Session>().Where(one => one.RoomId == invitation.RoomId && one.EndedAt == null).OrderBy(one => one.StartsAt).FirstAsync()).Id);
    }

    private static async Task<IPage> GoIn(IBrowserContext profile, string link, Person person)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync(link);
        await page.GetByLabel("Email address").First.FillAsync(person.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Login" }).ClickAsync();
        await page.Arrives("/live/");
        return page;
    }
}
