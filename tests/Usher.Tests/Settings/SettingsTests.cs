using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;
using Usher.Web;

namespace Usher.Tests.Settings;

/// <summary>Settings in the hands of admins.</summary>
public sealed class SettingsTests
{
    public static TheoryData<string> Modules => [.. SettingsCatalogue.Modules.Select(module => module.Name)];

    [Theory, MemberData(nameof(Modules))]
    public void Every_setting_says_what_it_is(string name)
    {
        var module = SettingsCatalogue.Find(name)!;
        Assert.Contains(AdminSections.All, section => section.Path == $"/admin/settings/{name}");
        Assert.All(module.Settings, setting =>
        {
            Assert.NotEmpty(setting.Help);
            if (setting.Kind is SettingKind.Number) Assert.NotNull(setting.Range);
        });
    }

    [Theory, OnBothDatabases]
    public async Task Of_two_admins_at_once_the_second_is_told(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var seen = await mina.Get("/admin/settings/invitations");
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(quota => mina.Patch("/admin/settings/invitations", new { quota }, seen.ETag)));
        Assert.Single(answers, answer => answer.Said == "200");
        Assert.All(answers.Where(answer => answer.Said != "200"), answer => Assert.Equal("412 request.stale", answer.Said));
        await using var db = site.Site.Read();
        var line = await db.Set<AuditLine>().SingleAsync(line => line.What == "settings.changed");
        Assert.Equal("invitations.quota", line.On);
        Assert.StartsWith("500 → ", line.Detail, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Changes_of_different_settings_at_once_are_all_kept(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var names = new[] { "graceMinutes", "linkDuration", "quota" };
        var answers = await Task.WhenAll(names.Select(name => mina.Patch("/admin/settings/invitations", new Dictionary<string, int> { [name] = 77 })));
        Assert.All(answers, answer => Assert.Equal("200", answer.Said));
        var values = (await mina.Get("/admin/settings/invitations")).Json.GetProperty("values");
        Assert.All(names, name => Assert.Equal(77, values.GetProperty(name).GetInt32()));
    }

    [Theory]
    [InlineData("invitations", "quota", "0")]
    [InlineData("invitations", "quota", "\"many\"")]
    [InlineData("invitations", "quota", "1.5")]
    [InlineData("invitations", "linkReusability", "0")]
    [InlineData("invitations", "enabled", "\"yes\"")]
    [InlineData("invitations", "enabled", "null")]
    [InlineData("invitations", "weakDevices", "\"perhaps\"")]
    [InlineData("invitations", "weakDevices", "1")]
    [InlineData("invitations", "linkDuration", "129601")]
    [InlineData("theming", "siteName", "\" \"")]
    [InlineData("theming", "siteName", "\"a\\nb\"")]
    [InlineData("theming", "primaryLight", "\"red\"")]
    [InlineData("theming", "primaryLight", "\"#777777\"")]
    [InlineData("theming", "primaryDark", "\"#552a83\"")]
    [InlineData("theming", "footerLinks", "[{\"text\":\"Help\",\"url\":\"javascript:alert(1)\"}]")]
    [InlineData("theming", "footerLinks", "[{\"text\":\"Help\",\"url\":\"//evil.example\"}]")]
    [InlineData("theming", "footerLinks", "[{\"text\":\"Help\"}]")]
    [InlineData("theming", "footerLinks", "[{\"text\":\"Help\",\"url\":\"/help\",\"style\":\"x\"}]")]
    [InlineData("theming", "logo", "\"nothing-of-the-kind\"")]
    [InlineData("site", "timeZone", "\"Mars/Olympus\"")]
    public async Task What_does_not_fit_is_refused_at_its_name_and_changes_nothing(string module, string name, string value)
    {
        await using var site = await RoomSite.Open();
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var before = (await mina.Get($"/admin/settings/{module}")).Json.ToString();
        var answer = await mina.Patch($"/admin/settings/{module}", new JsonObject { [name] = JsonNode.Parse(value) });
        Assert.Equal("422 request.fields", answer.Said);
        Assert.StartsWith(name, answer.Json.GetProperty("errors").EnumerateObject().Single().Name, StringComparison.Ordinal);
        Assert.Equal(before, (await mina.Get($"/admin/settings/{module}")).Json.ToString());
    }

    [Fact]
    public async Task A_page_saves_what_its_form_holds_and_says_what_is_wrong_beside_it()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var page = await mina.Open("/admin/settings/invitations");
        page = await mina.Submit(page, "main form", ("graceMinutes", "15"), ("weakDevices", "refuse"));
        Assert.Contains("Saved", page.Text, StringComparison.Ordinal);
        Assert.Equal("15", page.Document.GetElementById("graceMinutes")!.GetAttribute("value"));
        await using var db = site.Site.Read();
        Assert.Equal(["invitations.graceMinutes", "invitations.weakDevices"], await db.Set<AuditLine>().Where(line => line.What == "settings.changed").Select(line => line.On).Order().ToListAsync());

        page = await mina.Submit(page, "main form", ("graceMinutes", "many"), ("quota", "12"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal("true", page.Document.GetElementById("graceMinutes")!.GetAttribute("aria-invalid"));
        Assert.Equal("12", page.Document.GetElementById("quota")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Whoever_saves_second_sees_both_and_may_go_on()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var old = await mina.Open("/admin/settings/invitations");
        await mina.Submit(old, "main form", ("quota", "20"));
        var told = await mina.Submit(old, "main form", ("quota", "30"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, told.Status);
        Assert.Contains("In force now: 20 invitations an hour", told.Text, StringComparison.Ordinal);
        var saved = await mina.Submit(told, "main form");
        Assert.Equal("30", saved.Document.GetElementById("quota")!.GetAttribute("value"));
    }

    [Fact]
    public async Task What_configuration_fixes_is_shown_and_cannot_be_changed()
    {
        await using var site = await UsherSite.Start(settings: "Settings:invitations:quota=7");
        await site.Enroll(Cast.Mina, SiteRole.Admin);
        using var mina = site.NewVisitor();
        await mina.SignIn(Cast.Mina);
        var page = await mina.Open("/admin/settings/invitations");
        var field = page.Document.GetElementById("quota")!;
        Assert.True(field.HasAttribute("disabled"));
        Assert.Equal("7", field.GetAttribute("value"));
        Assert.Contains("Saved", (await mina.Submit(page, "main form", ("graceMinutes", "15"), ("quota", "9"))).Text, StringComparison.Ordinal);
        Assert.Equal(7, (await site.Services.GetRequiredServiceOf<SiteSettings>().Invitations()).Quota);
    }

    [Fact]
    public async Task A_new_room_starts_in_the_sites_time_zone()
    {
        await using var site = await RoomSite.Open();
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        await mina.Patch("/admin/settings/site", new { timeZone = "Asia/Tokyo" });
        Assert.Equal("Asia/Tokyo", (await mina.Post("/rooms", new { title = "Tides" }))["timeZone"]);
    }
}

internal static class Resolving
{
    public static T GetRequiredServiceOf<T>(this IServiceProvider services) where T : notnull => (T)services.GetService(typeof(T))!;
}
