using System.Text.Json;
using Usher.Settings;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Settings;

/// <summary>Settings that are lists and records, over the API.</summary>
public sealed class ModuleSettingsTests
{
    [Fact]
    public async Task What_is_wrong_is_said_of_the_very_entry_and_nothing_is_changed()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var refused = await mina.Patch("/admin/settings/invitations", new { quota = 7, domains = new { allow = new[] { "example.org" }, block = new[] { "*.example.net", "no domain", "*" } } });
        Assert.Equal("request.fields", refused.Code);
        Assert.Equal(["domains.block[1]", "domains.block[2]"], refused.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Equal(500, (await Values(mina, "invitations")).GetProperty("quota").GetInt32());
    }

    [Theory]
    [InlineData("""{"domains":null}""", "domains")]
    [InlineData("""{"domains":{"allow":null}}""", "domains.allow")]
    [InlineData("""{"domains":{"allow":[null]}}""", "domains.allow")]
    [InlineData("""{"domains":{"deny":[]}}""", "domains")]
    [InlineData("""{"domains":"example.org"}""", "domains")]
    [InlineData("""{"allowedGroups":["faculty"]}""", "allowedGroups")]
    [InlineData("""{"verification":"none"}""", "verification")]
    [InlineData("""{"memberMustSignIn":"yes"}""", "memberMustSignIn")]
    public async Task A_value_of_another_shape_is_refused_by_its_name(string changes, string field)
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var refused = await mina.Patch("/admin/settings/invitations", JsonDocument.Parse(changes).RootElement);
        Assert.Equal("request.fields", refused.Code);
        Assert.StartsWith(field, refused.Body.GetProperty("errors").EnumerateObject().Single().Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_contact_is_a_name_an_address_and_a_page()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        Assert.Equal("request.fields", (await mina.Patch("/admin/settings/site", new { contact = new { name = "Help\ndesk" } })).Code);
        var refused = await mina.Patch("/admin/settings/site", new { contact = new { email = "nowhere", url = "javascript:alert(1)" } });
        Assert.Equal(["contact.email", "contact.url"], refused.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        (await mina.Patch("/admin/settings/site", new { contact = new { name = "Help desk", email = "help@northfield.example" } })).Fine();
        Assert.Equal("help@northfield.example", (await Values(mina, "site")).GetProperty("contact").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Configuration_fixes_lists_and_records_too()
    {
        await using var site = await UsherSite.Start(settings:
            [.. FirstAdmin.Settings, "Settings:invitations:domains:block:0=spam.example", "Settings:invitations:verification=codeForAll"]);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var values = await Values(mina, "invitations");
        Assert.Equal("spam.example", values.GetProperty("domains").GetProperty("block")[0].GetString());
        Assert.Equal("codeForAll", values.GetProperty("verification").GetString());
        var refused = await mina.Patch("/admin/settings/invitations", new { domains = new { } });
        Assert.Equal("The site's configuration fixes this.", refused.Body.GetProperty("errors").GetProperty("domains").GetString());
    }

    private static async Task<JsonElement> Values(Visitor admin, string module) =>
        (await admin.Get($"/admin/settings/{module}")).Fine().Body.GetProperty("values");
}
