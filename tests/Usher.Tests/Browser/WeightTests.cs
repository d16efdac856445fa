using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>What an invitee's phone has to fetch.</summary>
public sealed class WeightTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const int Kilobyte = 1024;

    [Fact]
    public async Task The_invitation_page_weighs_less_than_50_KB_and_asks_nobody_else()
    {
        await using var profile = await Chromium.Profile(demo.Site);
        var page = await profile.NewPageAsync();
        var requests = new List<Microsoft.Playwright.IRequest>();
        page.RequestFinished += (_, request) => requests.Add(request);
        await page.GotoAsync(await demo.InvitationOf(Cast.Femi), new() { WaitUntil = WaitUntilState.Load });
        await page.Locator("html.scripted").WaitForAsync();
        await Expect(page.GetByRole(AriaRole.Timer)).ToBeVisibleAsync();

        var weight = 0;
        foreach (var request in requests.ToArray().Where(request => !request.Url.StartsWith("data:", StringComparison.Ordinal)))
        {
            Assert.Equal(demo.Site.Address.Authority, new Uri(request.Url).Authority);
            var sizes = await request.SizesAsync();
            weight += sizes.ResponseHeadersSize + sizes.ResponseBodySize;
        }
        Assert.InRange(weight, Kilobyte, 50 * Kilobyte);
    }

    [Fact]
    public async Task The_way_in_needs_no_script()
    {
        await using var profile = await Chromium.Profile(demo.Site, new() { JavaScriptEnabled = false });
        var page = await profile.NewPageAsync();
        await page.GotoAsync(await demo.InvitationOf(Cast.Femi));
        await page.GetByLabel("Email address").FillAsync(Cast.Femi.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check in" }).ClickAsync();
        await Expect(page.GetByText("You're checked in.")).ToBeVisibleAsync();
        // Whoever would go in hears what lies behind before the link is used.
        await page.GotoAsync(await demo.InvitationOf(Cast.Ben));
        await Expect(page.Locator("form[data-claim] noscript .notice")).ToBeVisibleAsync();
    }
}
