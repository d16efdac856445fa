using Microsoft.Playwright;
using Usher.Tests.Browser;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.OpenIdConnect;

/// <summary>In a real browser, with its rules about forms, redirects and cookies: to the provider and back.</summary>
public sealed class ProviderStoryTests
{
    [Fact]
    public async Task An_invitee_who_signs_in_by_their_provider_goes_straight_in()
    {
        await using var house = await ProviderHouse.Open();
        house.Provider.Who = AtProvider.Of(Cast.Ben);
        await house.Site.Enroll(Cast.Ben);
        (await house.Admin.Patch("/admin/settings/invitations", new { memberMustSignIn = true })).Fine();
        var room = (await house.Admin.Post("/rooms", new { title = "Tides and turbines", timeZone = "Europe/Dublin" })).Fine()["id"];
        (await house.Admin.Post($"/rooms/{room}/sessions", new { })).Fine();
        var link = (await house.Admin.Post($"/rooms/{room}/invitations", new { email = Cast.Ben.Email, firstName = "Ben", lastName = "Okafor", role = "speaker", sendEmail = false })).Fine()["url"];
        await using var profile = await Chromium.Profile(house.Site);
        var ben = await profile.NewPageAsync();
        await ben.GotoAsync(link);
        await ben.GetByLabel("Email address").FillAsync(Cast.Ben.Email);
        await ben.Keyboard.PressAsync("Enter");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Continue with Northfield School" }).ClickAsync();
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "School" })).ToBeVisibleAsync();
        await ben.GetByRole(AriaRole.Link, new() { Name = "Go on" }).ClickAsync();
        await ben.Arrives("/live/");
        await Expect(ben.GetByText("You are a Speaker")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task How_it_looks()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        await using var stranger = await Chromium.Profile(house.Site);
        await stranger.LooksWell("sign-in-providers", "/sign-in");
        await using var admin = await Chromium.Profile(house.Site);
        var mina = await admin.NewPageAsync();
        await mina.SignIn(Cast.Mina);
        await admin.LooksWell("admin-open-id-some", "/admin/open-id", "Northfield School");
        await admin.LooksWell("admin-open-id-one", $"/admin/open-id/{house.Id}?added=true");
        await mina.GotoAsync("/admin/open-id/new");
        await mina.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(mina.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await mina.LooksWell("admin-open-id-faults");
    }
}
