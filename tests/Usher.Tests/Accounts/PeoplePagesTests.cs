using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Accounts;

/// <summary>The site's accounts on the pages of the administration, and lists of them.</summary>
public sealed class PeoplePagesTests
{
    private const string List = "Email;First name;Last name;Role\r\nben.okafor@tidewright.example;Ben;Okafor;creator\r\nno address;Cy;Marsh;\r\n"
        + "BEN.OKAFOR@tidewright.example;Ben;Okafor;member\r\nmina@northfield.example;Mina;Sato;member\r\ndana.voss@harbour.example;Dana;Voss;emperor\r\nelif.kaya@harbour.example;Elif;Kaya;\r\n";

    [Fact]
    public async Task Somebody_is_added_changed_disabled_and_enabled()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var page = await mina.Submit(await mina.Open("/admin/people/new"), "main form",
            ("email", Cast.Ada.Email), ("firstName", "Ada"), ("lastName", "Lindqvist"), ("siteRole", "Creator"), ("password", Person.Password));
        var here = page.Path.Split('?')[0];
        Assert.Matches("^/admin/people/[0-9a-z]{26}$", here);
        using var ada = site.Site.NewVisitor();
        Assert.Equal("/account", (await ada.SignIn(Cast.Ada)).Path);

        page = await mina.Submit(page, $"form[action='{here}']", ("lastName", "King"), ("siteRole", "Member"));
        Assert.Contains("Ada King", page.Text, StringComparison.Ordinal);
        page = await mina.Submit(page, "form[action$='/disable']");
        Assert.Contains("The account is disabled", page.Text, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await ada.Open("/account")).Path, StringComparison.Ordinal);
        await mina.Submit(page, "form[action$='/enable']");
        Assert.Equal("/account", (await ada.SignIn(Cast.Ada)).Path);
    }

    [Fact]
    public async Task A_list_of_people_is_searched_and_leads_on()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var admin = await site.Join(Cast.Ada, SiteRole.Admin);
        for (var i = 0; i < 60; i++) await site.Site.Door.Add(CreateAccount.AccountOf(new($"p{i}@harbour.example", "Femi", $"Roe {i}", SiteRole.Member, null), DateTimeOffset.UnixEpoch.AddDays(i)));
        var first = await mina.Open("/admin/people?query=ROE&role=member&state=active");
        Assert.Equal(50, first.Document.QuerySelectorAll("tbody tr").Length);
        var second = await mina.Open(first.Document.QuerySelector("a[href*=cursor]")!.GetAttribute("href")!);
        Assert.Equal(10, second.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(2, (await admin.Get("/admin/users?query=northfield&siteRole=admin")).Json.GetArrayLength());
        Assert.Equal(0, (await admin.Get("/admin/users?disabled=true")).Json.GetArrayLength());
    }

    [Theory, OnBothDatabases]
    public async Task Of_the_last_two_admins_who_demote_each_other_one_stays(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var (mina, ada) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(Cast.Ada, SiteRole.Admin));
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                mina.Patch($"/admin/users/{ada.Account}", new { siteRole = "creator" }), ada.Patch($"/admin/users/{mina.Account}", new { siteRole = "creator" }));
            Assert.Single(answers, answer => answer.Said == "200");
            await using var db = site.Site.Read();
            var left = await db.Set<Account>().SingleAsync(account => account.SiteRole == SiteRole.Admin && account.DisabledAt == null);
            var (who, other) = left.Id == mina.Account ? (mina, ada) : (ada, mina);
            Assert.Equal("200", (await who.Patch($"/admin/users/{other.Account}", new { siteRole = "admin" })).Said);
        }
    }

    [Theory, OnBothDatabases]
    public async Task An_import_takes_what_is_right_and_makes_nothing_twice(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        await site.Join(Cast.Mina, SiteRole.Admin);
        var ada = await site.Join(Cast.Ada, SiteRole.Admin);
        using var program = site.Site.NewVisitor().WithToken(await site.Site.Token(ada.Account, Scopes.Admin));
        Assert.Equal(["new", "wrong", "twice", "exists", "wrong", "new"], await Import(program, "?dryRun=true"));
        Assert.Equal(["new", "wrong", "twice", "exists", "wrong", "new"], await Import(program, ""));
        Assert.Equal(["exists", "wrong", "exists", "exists", "wrong", "exists"], await Import(program, ""));
        await using var db = site.Site.Read();
        Assert.Equal(4, await db.Set<Account>().CountAsync());
        Assert.Equal(SiteRole.Creator, (await db.Set<Account>().SingleAsync(account => account.FirstName == "Ben")).SiteRole);
    }

    [Theory, OnBothDatabases]
    public async Task An_import_puts_people_into_groups_that_there_are(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var admin = await site.Join(Cast.Ada, SiteRole.Admin);
        var (faculty, staff) = ((await admin.Post("/admin/groups", new { name = "Faculty" }))["id"], (await admin.Post("/admin/groups", new { name = "Staff of the harbour" }))["id"]);
        const string list = "email,first name,last name,groups\nben.okafor@tidewright.example,Ben,Okafor, FACULTY ;staff of the harbour;Faculty\n"
            + "cy@harbour.example,Cy,Marsh,Faculty;Pilots\nelif.kaya@harbour.example,Elif,Kaya,\nada@northfield.example,Ada,Lindqvist,Faculty\n";
        var looked = await mina.Submit(await mina.Open("/admin/people/import"), "main form", ("text", list));
        Assert.Equal(["New", "Cannot be taken Pilots: There is no such group.", "New", "Here already"], Rows(looked));
        Assert.Contains("Faculty; Staff of the harbour", looked.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await admin.Get($"/admin/groups/{faculty}")).Json.GetProperty("members").GetInt32());

        var done = await mina.Submit(looked, "main form", ("import", "yes"));
        Assert.Equal(["Made", "Cannot be taken Pilots: There is no such group.", "Made", "Here already"], Rows(done));
        Assert.Equal(["Ben"], (await admin.Get($"/admin/groups/{faculty}/members")).Json.EnumerateArray().Select(one => one.GetProperty("firstName").GetString()));
        Assert.Equal(["Ben"], (await admin.Get($"/admin/groups/{staff}/members")).Json.EnumerateArray().Select(one => one.GetProperty("firstName").GetString()));
        await using var db = site.Site.Read();
        Assert.False(await db.Set<Account>().AnyAsync(account => account.FirstName == "Cy"));
        Assert.Equal(2, await db.Set<AuditLine>().CountAsync(line => line.What == "group.member-added"));
    }

    [Fact]
    public async Task A_row_names_so_many_groups_and_no_more()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var groups = string.Join(';', Enumerable.Range(0, 5000).Select(i => $"G{i}"));
        var looked = await mina.Submit(await mina.Open("/admin/people/import"), "main form", ("text", $"email,first name,last name,groups\nben@tidewright.example,Ben,Okafor,{groups}\n"));
        Assert.Contains("Up to 20 groups can be named.", looked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_is_looked_at_before_it_is_done()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var looked = await mina.Submit(await mina.Open("/admin/people/import"), "main form", ("text", List));
        Assert.Contains("2 new", looked.Text, StringComparison.Ordinal);
        Assert.Contains("A role is member, creator or admin.", looked.Text, StringComparison.Ordinal);
        Assert.Null((await mina.Open("/admin/people?query=okafor")).Document.QuerySelector("tbody tr"));
        var done = await mina.Submit(looked, "main form", ("import", "yes"));
        Assert.Contains("2 made", done.Text, StringComparison.Ordinal);
        Assert.NotNull((await mina.Open("/admin/people?query=okafor")).Document.QuerySelector("tbody tr"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,age\nAda,36")]
    [InlineData("email,first name,last name\n")]
    public async Task What_is_no_list_is_said_to_be_none(string text)
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var page = await mina.Submit(await mina.Open("/admin/people/import"), "main form", ("text", text));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
    }

    /// <summary>What becomes of each row, and why.</summary>
    private static IEnumerable<string> Rows(Page page) => page.Document.QuerySelectorAll("tbody tr > td:last-child")
        .Select(cell => string.Join(' ', cell.Children.Select(part => part.TextContent.Trim())));

    private static async Task<IEnumerable<string?>> Import(Visitor program, string query)
    {
        using var body = new StringContent(List, Encoding.UTF8, "text/csv");
        using var answer = await program.Http.PostAsync($"/api/v1/admin/users/import{query}", body);
        return [.. (await answer.Json()).EnumerateArray().Select(row => row.GetProperty("verdict").GetString())];
    }
}
