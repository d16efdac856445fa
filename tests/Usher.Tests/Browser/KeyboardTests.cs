using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>From the invitation to the farewell without touching a pointer.</summary>
public sealed class KeyboardTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task Inviting_coming_in_and_being_put_out_need_no_pointer()
    {
        var ada = await demo.Ada.NewPageAsync();
        var link = await Invite(ada);
        await using var profile = await Chromium.Profile(demo.Site);
        var dana = await profile.NewPageAsync();
        await ComeIn(dana, link);
        await Ask(dana);
        await ada.GotoAsync($"/live/{demo.Open}");
        await Answer(ada);
        await Expect(dana.GetByText("Three winters.")).ToBeVisibleAsync();
        await PutOut(ada);
        await Expect(dana.GetByRole(AriaRole.Heading, new() { Name = "You are out of the session" })).ToBeFocusedAsync();
        await ada.CloseAsync();
    }

    private async Task<string> Invite(IPage ada)
    {
        await ada.GotoAsync($"/rooms/{demo.Tides}");
        await TabTo(ada, ada.Locator("summary", new() { HasText = "More" }));
        await ada.Keyboard.PressAsync("Enter");
        await TabTo(ada, ada.GetByRole(AriaRole.Link, new() { Name = "Invite users" }));
        await ada.Keyboard.PressAsync("Enter");
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Email address")).ToBeFocusedAsync();
        // Dana has an account: picked from the suggestions, she brings her name along.
        await ada.Keyboard.TypeAsync("dana");
        await Expect(dialog.GetByRole(AriaRole.Option)).ToContainTextAsync([Cast.Dana.Name]);
        await ada.Keyboard.PressAsync("ArrowDown");
        await ada.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByLabel("Last name")).ToHaveValueAsync(Cast.Dana.LastName);
        await TabTo(ada, dialog.GetByRole(AriaRole.Radio, new() { Name = "Viewer" }));
        await TabTo(ada, dialog.GetByRole(AriaRole.Button, new() { Name = "Generate invite link" }));
        await ada.Keyboard.PressAsync("Enter");
        var link = await dialog.GetByLabel("Invitation link").InputValueAsync();
        await ada.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        return link;
    }

    private static async Task ComeIn(IPage dana, string link)
    {
        await dana.GotoAsync(link);
        await TabTo(dana, dana.GetByLabel("Email address"));
        await dana.Keyboard.TypeAsync(Cast.Dana.Email);
        await dana.Keyboard.PressAsync("Enter");
        await Expect(dana.GetByText("You are a Viewer")).ToBeVisibleAsync();
    }

    private static async Task Ask(IPage dana)
    {
        await TabTo(dana, dana.GetByRole(AriaRole.Tab, new() { Name = "Chat" }));
        await dana.Keyboard.PressAsync("ArrowRight");
        await Expect(dana.GetByRole(AriaRole.Tab, new() { Name = "Q&A" })).ToBeFocusedAsync();
        await TabTo(dana, dana.GetByLabel("Your question"));
        await dana.Keyboard.TypeAsync("How long did it last?");
        await dana.Keyboard.PressAsync("Enter");
    }

    private static async Task Answer(IPage ada)
    {
        await TabTo(ada, ada.GetByRole(AriaRole.Tab, new() { Name = "Chat" }));
        await ada.Keyboard.PressAsync("ArrowRight");
        await TabTo(ada, ada.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }));
        await ada.Keyboard.PressAsync("Enter");
        await Expect(ada.GetByLabel("Answer to Dana Voss")).ToBeFocusedAsync();
        await ada.Keyboard.TypeAsync("Three winters.");
        await ada.Keyboard.PressAsync("Enter");
    }

    private static async Task PutOut(IPage ada)
    {
        await TabTo(ada, ada.GetByRole(AriaRole.Tab, new() { Name = "Q&A" }), backwards: true);
        await ada.Keyboard.PressAsync("End");
        await TabTo(ada, ada.GetByRole(AriaRole.Button, new() { Name = "Actions for Dana Voss" }));
        await ada.Keyboard.PressAsync("Enter");
        await Expect(ada.GetByRole(AriaRole.Menuitemradio).First).ToBeFocusedAsync();
        await ada.Keyboard.PressAsync("End");
        await ada.Keyboard.PressAsync("Enter");
        // The way back is where the focus begins.
        await Expect(ada.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await ada.Keyboard.PressAsync("Tab");
        await ada.Keyboard.PressAsync("Enter");
    }

    /// <summary>Goes on with Tab until it is there; whatever is on the way must be passable.</summary>
    private static async Task TabTo(IPage page, ILocator target, bool backwards = false)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var presses = 0; presses < 60; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }
        Assert.Fail($"Tab never came to {target}.");
    }
}
