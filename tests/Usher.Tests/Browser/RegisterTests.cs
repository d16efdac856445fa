using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>The register in the hands of two hosts, each in a browser of their own; several people invited; and inviting from inside.</summary>
public sealed class RegisterTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private string Register => $"/rooms/{demo.Tides}/invitations";

    [Fact]
    public async Task What_one_host_does_the_other_sees_without_touching_anything()
    {
        var ada = await demo.Ada.NewPageAsync();
        await ada.GotoAsync(Register);
        await using var elifs = await Chromium.Profile(demo.Site);
        var elif = await elifs.NewPageAsync();
        await elif.SignIn(Cast.Elif);
        await elif.GotoAsync(Register);
        await elif.EvaluateAsync("() => { window.neverReloaded = true }");
        await elif.GetByRole(AriaRole.Checkbox, new() { Name = $"Choose {Cast.Ben.Name}" }).CheckAsync();

        await ChangeTypeOf(ada, Cast.Cy.Name, Cast.Ben.Name);
        await Expect(RowOf(elif, Cast.Cy)).ToContainTextAsync("Viewer");
        await Expect(RowOf(elif, Cast.Ben)).ToContainTextAsync("Viewer");
        await Replace(ada);
        await Revoke(ada);
        await Expect(RowOf(elif, Cast.Cy)).ToContainTextAsync("Revoked");
        await InviteSeveral(ada);
        await Expect(elif.GetByRole(AriaRole.Link, new() { Name = "Anna Berg" })).ToBeVisibleAsync();
        // What she had ticked is ticked still, and her page has never been loaded anew.
        await Expect(elif.GetByRole(AriaRole.Checkbox, new() { Name = $"Choose {Cast.Ben.Name}" })).ToBeCheckedAsync();
        Assert.True(await elif.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        await elif.IsAccessible();
        await ada.CloseAsync();
    }

    [Fact]
    public async Task A_host_invites_from_inside_the_session_by_the_same_dialog()
    {
        var ada = await demo.Ada.NewPageAsync();
        await ada.GotoAsync($"/live/{demo.Open}");
        await ada.GetByRole(AriaRole.Tab, new() { Name = "People" }).ClickAsync();
        await ada.EvaluateAsync("() => { window.neverReloaded = true }");
        await ada.GetByRole(AriaRole.Button, new() { Name = "More for all participants" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Menuitem, new() { Name = "Manage invitations" })).ToBeVisibleAsync();
        await ada.GetByRole(AriaRole.Menuitem, new() { Name = "Invite users" }).ClickAsync();
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Email address")).ToBeFocusedAsync();
        await dialog.GetByLabel("Email address").FillAsync("late.guest@harbour.example");
        await dialog.GetByLabel("First name").FillAsync("Late");
        await dialog.GetByLabel("Last name").FillAsync("Guest");
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Generate invite link" }).ClickAsync();
        await Expect(dialog.GetByLabel("Invitation link")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("/i/[0-9a-z]{52}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.True(await ada.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        await ada.CloseAsync();
    }

    private static ILocator RowOf(IPage page, Usher.Demo.Person person) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = person.Email });

    private static async Task ChangeTypeOf(IPage ada, params string[] names)
    {
        foreach (var name in names) await ada.GetByRole(AriaRole.Checkbox, new() { Name = $"Choose {name}" }).CheckAsync();
        await Expect(ada.GetByText("2 chosen")).ToBeVisibleAsync();
        await ada.GetByRole(AriaRole.Group, new() { Name = "Do to several" }).GetByRole(AriaRole.Button, new() { Name = "Change type" }).ClickAsync();
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Viewer" }).CheckAsync();
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change type" }).ClickAsync();
        await Expect(ada.GetByText("The type of 2 invitations was changed.")).ToBeVisibleAsync();
    }

    private static async Task Replace(IPage ada)
    {
        await RowOf(ada, Cast.Cy).Locator("summary").ClickAsync();
        await RowOf(ada, Cast.Cy).GetByRole(AriaRole.Button, new() { Name = "Replace link" }).ClickAsync();
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new link" }).ClickAsync();
        await Expect(dialog.GetByLabel("Invitation link")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task Revoke(IPage ada)
    {
        await RowOf(ada, Cast.Cy).Locator("summary").ClickAsync();
        await RowOf(ada, Cast.Cy).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await ada.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke for good" }).ClickAsync();
        await Expect(ada.GetByText("One invitation was revoked.")).ToBeVisibleAsync();
    }

    private static async Task InviteSeveral(IPage ada)
    {
        await ada.GetByRole(AriaRole.Link, new() { Name = "Invite users" }).First.ClickAsync();
        var dialog = ada.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Several people" }).ClickAsync();
        await dialog.GetByLabel("People").FillAsync("Anna Berg <anna@harbour.example>\nnobody\nbo@harbour.example, Bo, Lind, speaker");
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Check the list" }).ClickAsync();
        await Expect(dialog.GetByText("2 of 3 can be invited.")).ToBeVisibleAsync();
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite 2 people" }).ClickAsync();
        var download = await ada.RunAndWaitForDownloadAsync(() => dialog.GetByRole(AriaRole.Link, new() { Name = "Download the links (CSV)" }).ClickAsync());
        Assert.Equal("links.csv", download.SuggestedFilename);
        await ada.IsAccessible();
        await dialog.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Link, new() { Name = "Bo Lind" })).ToBeVisibleAsync();
    }
}
