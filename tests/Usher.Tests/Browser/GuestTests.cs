using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>A guest comes by a shared link, waits before a locked room, and is put out with the link: a profile for each person.</summary>
public sealed class GuestTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task A_guest_comes_by_a_link_waits_is_let_in_and_is_put_out_with_it()
    {
        await using var guests = await Chromium.Profile(demo.Site);
        await using var others = await Chromium.Profile(demo.Site);
        var ada = await demo.Ada.NewPageAsync();
        var link = await MakeLink(ada);

        var gus = await ComesAs(guests, link, Cast.Gus);
        await Expect(gus.GetByText("You are a Guest")).ToBeVisibleAsync();
        await Expect(gus.GetByRole(AriaRole.Tab, new() { Name = "Chat" })).ToBeVisibleAsync();

        await ada.GotoAsync($"/live/{demo.Open}");
        await ada.GetByRole(AriaRole.Tab, new() { Name = "People" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Listitem).Filter(new() { HasText = Cast.Gus.Name }).Locator(".chip", new() { HasText = "Guest" })).ToBeVisibleAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Lock the room" }).ClickAsync();
        await Expect(gus.GetByText("Locked", new() { Exact = true })).ToBeVisibleAsync();

        // Looked for from now on, since what is announced is gone after a while.
        var told = Expect(ada.GetByText("Femi Roe waits to be let in")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var femi = await ComesAs(others, link, Cast.Femi);
        await Expect(femi.GetByRole(AriaRole.Heading, new() { Name = "You are in the waiting room" })).ToBeVisibleAsync();
        await Expect(femi.GetByText("You are next")).ToBeVisibleAsync();
        await femi.IsAccessible();
        await told;
        await ada.GetByLabel("Message to those who wait").FillAsync("One moment, please");
        await ada.Keyboard.PressAsync("Enter");
        await Expect(femi.GetByText("One moment, please")).ToBeVisibleAsync();
        await ada.IsAccessible();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Admit Femi Roe" }).ClickAsync();
        await Expect(femi.GetByText("You are a Guest")).ToBeVisibleAsync();
        await femi.CloseAsync();

        await using var strangers = await Chromium.Profile(demo.Site);
        var dana = await ComesAs(strangers, link, Cast.Dana);
        await ada.GetByRole(AriaRole.Button, new() { Name = "Decline Dana Voss" }).ClickAsync();
        await Expect(dana.GetByRole(AriaRole.Heading, new() { Name = "Not this time" })).ToBeVisibleAsync();
        await dana.IsAccessible();

        await TurnOff(ada);
        await Expect(gus.GetByRole(AriaRole.Heading, new() { Name = "You are out of the session" })).ToBeVisibleAsync();
        await gus.GotoAsync(link);
        await Expect(gus.GetByRole(AriaRole.Heading, new() { Name = "This guest link is turned off." })).ToBeVisibleAsync();
        await gus.IsAccessible();
        await ada.CloseAsync();
    }

    private async Task<string> MakeLink(IPage ada)
    {
        await ada.GotoAsync($"/rooms/{demo.Tides}");
        await ada.Locator("summary", new() { HasText = "More" }).ClickAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Manage guest access" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "No guest can come in" })).ToBeVisibleAsync();
        await ada.IsAccessible();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Turn on guest access" }).ClickAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "New guest link" }).ClickAsync();
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Harbour newsletter");
        await dialog.GetByLabel("Number of uses").FillAsync("10");
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        await Expect(ada.GetByText("0 of 10 places taken")).ToBeVisibleAsync();
        await ada.IsAccessible();
        return await ada.GetByLabel("Guest link: Harbour newsletter").InputValueAsync();
    }

    private static async Task<IPage> ComesAs(IBrowserContext profile, string link, Person person)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync(link);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tides and turbines" })).ToBeVisibleAsync();
        await page.IsAccessible();
        await page.GetByLabel("First name").FillAsync(person.FirstName);
        await page.GetByLabel("Last name").FillAsync(person.LastName);
        await page.GetByLabel("Email address").FillAsync(person.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go in" }).ClickAsync();
        await page.Arrives("/live/");
        return page;
    }

    private async Task TurnOff(IPage ada)
    {
        await ada.GotoAsync($"/rooms/{demo.Tides}/guest-access");
        var card = ada.GetByRole(AriaRole.Region, new() { Name = "Harbour newsletter" });
        await card.Locator("summary", new() { HasText = "Turn off" }).ClickAsync();
        await card.GetByLabel("Also remove").First.CheckAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Turn this link off" }).ClickAsync();
        await Expect(card.GetByText("Off", new() { Exact = true })).ToBeVisibleAsync();
    }
}
