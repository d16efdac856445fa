using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Live;

/// <summary>The page of a live session, in browsers: Mina is its Host, Cy its Moderator, Dana a Viewer.</summary>
public sealed class LivePageTests : IAsyncLifetime
{
    private readonly List<IBrowserContext> profiles = [];
    private UsherSite site = null!;
    private Gathering gathering = null!;

    public async ValueTask InitializeAsync()
    {
        site = await UsherSite.Start(settings: [$"Bootstrap:Email={Cast.Mina.Email}", $"Bootstrap:Password={Person.Password}"]);
        gathering = await Gathering.Arrange(site.Door, TimeProvider.System.Now());
        await gathering.Change(async db =>
        {
            var mina = await db.Accounts.SingleAsync(account => account.Email == Cast.Mina.Email);
            (mina.FirstName, mina.LastName) = (Cast.Mina.FirstName, Cast.Mina.LastName);
            db.Add(new Collaborator { RoomId = gathering.Room, AccountId = mina.Id, Standing = Standing.CoOwner, AddedAt = mina.CreatedAt });
            // These devices are known by their cookies alone, as where a browser keeps no keys.
            await db.DeviceBindings.ExecuteUpdateAsync(set => set.SetProperty(device => device.KeyThumbprint, (string?)null));
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var profile in profiles) await profile.CloseAsync();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task People_talk_and_a_new_role_brings_its_panels_without_a_reload()
    {
        var (mina, dana) = (await OpenAsMina(), await OpenAs(gathering.Dana));
        await Write(dana, "Does the wake help? See https://tides.example/wake. <b>Thanks</b>");
        await Expect(mina.GetByText("<b>Thanks</b>")).ToBeVisibleAsync();
        await Expect(mina.GetByRole(AriaRole.Link, new() { Name = "https://tides.example/wake" })).ToHaveAttributeAsync("rel", "noopener noreferrer nofollow ugc");
        await Expect(Tab(dana, "Backchannel")).ToHaveCountAsync(0);
        await dana.GetByLabel("Message to everyone").FillAsync("Half a thought");
        await dana.EvaluateAsync("window.sameDocument = true");

        await Act(mina, Cast.Dana, AriaRole.Menuitemradio, "Moderator");

        await Expect(dana.GetByRole(AriaRole.Status).GetByText("Mina Sato made you a Moderator")).ToBeVisibleAsync();
        // Once, and not once more among the messages.
        await Expect(dana.GetByText("Mina Sato made you a Moderator")).ToHaveCountAsync(1);
        await Expect(dana.GetByLabel("Message to everyone")).ToHaveValueAsync("Half a thought");
        await Tab(dana, "Backchannel").ClickAsync();
        await Write(dana, "Hello, backstage");
        await Tab(mina, "Backchannel").ClickAsync();
        await Expect(mina.GetByText("Hello, backstage")).ToBeVisibleAsync();

        await Act(mina, Cast.Dana, AriaRole.Menuitemradio, "Viewer");

        await Expect(Tab(dana, "Backchannel")).ToHaveCountAsync(0);
        await Expect(Tab(dana, "Chat")).ToHaveAttributeAsync("aria-selected", "true");
        // The focus follows: for who made the change to the person in their new place, for who lost a panel to those that are left.
        await Expect(mina.GetByRole(AriaRole.Button, new() { Name = "Actions for Dana Voss" })).ToBeFocusedAsync();
        Assert.True(await dana.EvaluateAsync<bool>("window.sameDocument"));
    }

    [Fact]
    public async Task A_question_is_answered_in_private_and_then_published()
    {
        var (cy, dana, ben) = (await OpenAs(gathering.Cy), await OpenAs(gathering.Dana), await OpenAs(gathering.Ben));
        foreach (var page in new[] { cy, dana, ben }) await Tab(page, "Q&A").ClickAsync();
        var elif = await OpenAs(await gathering.Invite(Cast.Elif, Role.Viewer, TimeProvider.System.Now()), keyless: true);
        await Tab(elif, "Q&A").ClickAsync();
        await Write(dana, "What about whales?");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await ben.GetByLabel("Answer to Dana Voss").FillAsync("They hear it and swim around.");
        await ben.Keyboard.PressAsync("Enter");
        await Expect(dana.GetByText("They hear it and swim around.")).ToBeVisibleAsync();
        await Expect(elif.GetByText("whales")).ToHaveCountAsync(0);
        await Expect(ben.GetByRole(AriaRole.Button, new() { Name = "Answer" })).ToBeFocusedAsync();
        await cy.GetByRole(AriaRole.Button, new() { Name = "Publish the question" }).ClickAsync();
        await Expect(elif.GetByText("whales")).ToBeVisibleAsync();
        await Expect(elif.GetByText("They hear it and swim around.")).ToHaveCountAsync(0);
        await Expect(cy.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true })).ToBeFocusedAsync();
        await cy.GetByRole(AriaRole.Button, new() { Name = "Publish this answer" }).ClickAsync();
        await Expect(elif.GetByText("They hear it and swim around.")).ToBeVisibleAsync();
        await Expect(ben.GetByRole(AriaRole.Button, new() { Name = "Publish" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_lost_connection_loses_nothing_and_doubles_nothing()
    {
        var (cy, dana) = (await OpenAs(gathering.Cy), await OpenAs(gathering.Dana));
        await dana.Context.SetOfflineAsync(true);
        await Expect(dana.GetByText("Reconnecting")).ToBeVisibleAsync();
        await Write(dana, "Written while away");
        await Write(cy, "Said meanwhile");
        await dana.Context.SetOfflineAsync(false);
        await Expect(dana.GetByText("Reconnecting")).ToHaveCountAsync(0);
        foreach (var page in new[] { cy, dana })
        {
            await Expect(page.GetByText("Written while away")).ToHaveCountAsync(1);
            await Expect(page.GetByText("Said meanwhile")).ToHaveCountAsync(1);
        }
        await Expect(dana.GetByText("Will be sent")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_removed_is_told_and_stays_out()
    {
        var (cy, dana) = (await OpenAs(gathering.Cy), await OpenAs(gathering.Dana));
        await Act(cy, Cast.Dana, AriaRole.Menuitem, "Remove from session");
        await cy.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(dana.GetByRole(AriaRole.Heading, new() { Name = "You are out of the session" })).ToBeVisibleAsync();
        await Expect(dana.GetByText("You were removed from this session.")).ToBeVisibleAsync();
        await Expect(cy.GetByRole(AriaRole.Listitem).Filter(new() { HasText = Cast.Dana.Name })).ToHaveCountAsync(0);
        await dana.ReloadAsync();
        await Expect(dana.GetByRole(AriaRole.Heading, new() { Name = "You were removed from this session." })).ToBeVisibleAsync();
        // An account would open nothing.
        await Expect(dana.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_end_is_told_to_everyone()
    {
        var (mina, dana) = (await OpenAsMina(), await OpenAs(gathering.Dana));
        await Expect(dana.GetByRole(AriaRole.Button, new() { Name = "End session" })).ToHaveCountAsync(0);
        await mina.GetByRole(AriaRole.Button, new() { Name = "End session" }).ClickAsync();
        await mina.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End session" }).ClickAsync();
        foreach (var page in new[] { mina, dana })
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you for being here" })).ToBeVisibleAsync();
        await Expect(mina.GetByRole(AriaRole.Link, new() { Name = "Go to the room" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_tabs_menus_and_dialogs()
    {
        var (cy, _) = (await OpenAs(gathering.Cy), await OpenAs(gathering.Dana));
        await Tab(cy, "Chat").FocusAsync();
        await cy.Keyboard.PressAsync("ArrowLeft");
        await Expect(Tab(cy, "People")).ToBeFocusedAsync();
        var dots = cy.GetByRole(AriaRole.Button, new() { Name = "Actions for Dana Voss" });
        await dots.FocusAsync();
        await cy.Keyboard.PressAsync("Enter");
        await Expect(cy.GetByRole(AriaRole.Menuitemradio, new() { Name = "Viewer" })).ToBeFocusedAsync();
        await cy.Keyboard.PressAsync("End");
        await cy.Keyboard.PressAsync("Enter");
        await Expect(cy.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await cy.Keyboard.PressAsync("Escape");
        await Expect(dots).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_panel_is_accessible(int width, ColorScheme colors)
    {
        var mina = await OpenAsMina(new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = colors });
        await OpenAs(gathering.Dana);
        foreach (var tab in new[] { "Chat", "Q&A", "Backchannel", "People" })
        {
            await Tab(mina, tab).ClickAsync();
            if (tab != "People") await Write(mina, $"Hello, {tab}");
            await mina.IsAccessible();
        }
        await mina.GetByRole(AriaRole.Button, new() { Name = "Actions for Dana Voss" }).ClickAsync();
        await mina.IsAccessible();
    }

    private async Task<IPage> OpenAs(Guest guest, bool keyless = false)
    {
        if (keyless) await gathering.Change(db => db.DeviceBindings.ExecuteUpdateAsync(set => set.SetProperty(device => device.KeyThumbprint, (string?)null)));
        var profile = await NewProfile();
        var (name, value) = guest.Cookie.Split('=', 2) is [var left, var right] ? (left, right) : default;
        await profile.AddCookiesAsync([new() { Name = name, Value = value, Domain = "localhost", Path = "/", Secure = true, HttpOnly = true }]);
        return await Enter(profile);
    }

    private async Task<IPage> OpenAsMina(BrowserNewContextOptions? options = null)
    {
        var profile = await NewProfile(options);
        var page = await profile.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Email address").FillAsync(Cast.Mina.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Arrives("/rooms$");
        return await Enter(profile);
    }

    private async Task<IBrowserContext> NewProfile(BrowserNewContextOptions? options = null)
    {
        var profile = await Chromium.Profile(site, options);
        profiles.Add(profile);
        return profile;
    }

    private async Task<IPage> Enter(IBrowserContext profile)
    {
        var page = profile.Pages.Count > 0 ? profile.Pages[0] : await profile.NewPageAsync();
        await page.GotoAsync($"/live/{gathering.Session}");
        await Expect(Tab(page, "Chat")).ToBeVisibleAsync();
        return page;
    }

    private static ILocator Tab(IPage page, string name) => page.GetByRole(AriaRole.Tab, new() { Name = name });

    private static async Task Write(IPage page, string text)
    {
        await page.Locator(".panel-body > .composer textarea").FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".panel-body > .composer textarea")).ToHaveValueAsync("");
    }

    private static async Task Act(IPage page, Person person, AriaRole role, string item)
    {
        await Tab(page, "People").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {person.Name}" }).ClickAsync();
        await page.GetByRole(role, new() { Name = item }).ClickAsync();
    }
}
