using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>The sign-in and account pages in a browser that has an authenticator.</summary>
public sealed class PasskeyTests
{
    [Theory, OnBothDatabases]
    public async Task A_passkey_is_added_and_signs_its_owner_in(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        await site.Enroll(Cast.Ada);
        await using var browser = await Chromium.Profile(site);
        var page = await browser.NewPageAsync();
        await GiveAuthenticator(page);

        await page.GotoAsync("/sign-in?return=/account");
        await page.IsAccessible();
        await page.GetByLabel("Email address").FillAsync(Cast.Ada.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Added")).ToBeVisibleAsync();
        await page.IsAccessible();

        await page.GetByText(Cast.Ada.Name).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        // The sign-in page asks of its own accord, among the suggestions for the address, and this authenticator always says yes.
        await page.Arrives("/rooms$");
        await using var db = site.Read();
        Assert.Equal(2, await db.Set<SignIn>().CountAsync());
    }

    [Fact]
    public async Task A_removed_passkey_signs_nobody_in()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        await using var browser = await Chromium.Profile(site);
        var page = await browser.NewPageAsync();
        await GiveAuthenticator(page);
        await page.GotoAsync("/sign-in?return=/account");
        await page.GetByLabel("Email address").FillAsync(Cast.Ada.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Added")).ToBeHiddenAsync();

        await browser.ClearCookiesAsync();
        await page.GotoAsync("/sign-in?return=/account");
        await Assertions.Expect(page.GetByText("This passkey could not be used here")).ToBeVisibleAsync();
    }

    private static async Task GiveAuthenticator(IPage page)
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("WebAuthn.enable");
        await tools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
