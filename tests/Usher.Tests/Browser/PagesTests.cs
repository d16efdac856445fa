using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>How the pages of everybody and of hosts look, by <see cref="Looks"/>.</summary>
public sealed class PagesTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Theory]
    [InlineData("sign-in", "/sign-in")]
    [InlineData("forgotten", "/forgotten")]
    [InlineData("mailbox", "/mailbox")]
    [InlineData("nowhere", "/nowhere")]
    [InlineData("unknown-link", "/i/0000000000000000000000000000000000000000000000000000")]
    public async Task Anybodys(string name, string path)
    {
        await using var profile = await Chromium.Profile(demo.Site);
        await profile.LooksWell(name, path);
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
    [InlineData("invite-several", "/rooms/{room}/invitations/bulk")]
    [InlineData("unknown-room", "/rooms/00000000000000000000000000")]
    public Task Hosts(string name, string path) => demo.Ada.LooksWell(
        name, path.Replace("{room}", demo.Tides.ToString(), StringComparison.Ordinal).Replace("{session}", demo.Open.ToString(), StringComparison.Ordinal));

    [Fact]
    public async Task Hosts_one_invitation()
    {
        var page = await demo.Ada.NewPageAsync();
        await page.GotoAsync($"/rooms/{demo.Tides}/invitations");
        await page.GetByRole(AriaRole.Link, new() { Name = Cast.Ben.Name }).ClickAsync();
        await demo.Ada.LooksWell("one-invitation", page.Url);
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
            await page.LooksWell($"live-{tab}");
        }
        await page.CloseAsync();
    }
}
