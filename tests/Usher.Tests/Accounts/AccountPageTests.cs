using System.Net;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>What people do on their account page.</summary>
public sealed class AccountPageTests
{
    [Fact]
    public async Task A_name_is_changed()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        var page = await ada.Submit(await ada.SignIn(Cast.Ada), "form[action='/account/name']", ("firstName", "Augusta"), ("lastName", "Lindqvist"));
        Assert.Contains("Augusta Lindqvist", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_the_field()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        var page = await ada.Submit(await ada.SignIn(Cast.Ada), "form[action='/account/name']", ("firstName", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        var field = page.Document.QuerySelector("#firstName")!;
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.NotNull(page.Document.GetElementById(field.GetAttribute("aria-describedby")!));
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_password_ends_the_sign_ins_elsewhere(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        await site.Enroll(Cast.Ada);
        using var here = site.NewVisitor();
        using var elsewhere = site.NewVisitor();
        await elsewhere.SignIn(Cast.Ada);
        var page = await here.Submit(
            await here.SignIn(Cast.Ada), "form[action='/account/password']", ("currentPassword", Person.Password), ("newPassword", "An-Engine-1843"));
        Assert.Contains("Your password is changed", page.Text, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await elsewhere.Open("/account")).Path, StringComparison.Ordinal);
        Assert.Equal("/account", (await elsewhere.SignIn(Cast.Ada, "An-Engine-1843")).Path);
    }

    [Fact]
    public async Task Changing_a_password_needs_the_one_of_now()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        var page = await ada.Submit(
            await ada.SignIn(Cast.Ada), "form[action='/account/password']", ("currentPassword", "not the one"), ("newPassword", "An-Engine-1843"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.NotNull(page.Document.QuerySelector("#currentPassword-fault"));
    }

    [Fact]
    public async Task A_sign_in_elsewhere_is_ended_from_here()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var here = site.NewVisitor();
        using var elsewhere = site.NewVisitor();
        await elsewhere.SignIn(Cast.Ada);
        await here.Submit(await here.SignIn(Cast.Ada), "form[action^='/account/sign-ins/']");
        Assert.StartsWith("/sign-in", (await elsewhere.Open("/account")).Path, StringComparison.Ordinal);
        Assert.Equal("/account", (await here.Open("/account")).Path);
    }

    [Fact]
    public async Task A_token_is_shown_once()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        var page = await ada.Submit(await ada.SignIn(Cast.Ada), "form[action='/account/tokens']", ("name", "Calendar"), ("scopes", Scopes.RoomsRead));
        var secret = page.Document.QuerySelector("#secret")!.TextContent;
        Assert.StartsWith("usher_pat_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await ada.Open("/account")).Text, StringComparison.Ordinal);
        using var program = site.NewVisitor().WithToken(secret);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/api/v1/me")).StatusCode);
    }
}
