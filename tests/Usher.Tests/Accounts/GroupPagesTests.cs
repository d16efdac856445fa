using System.Net;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Accounts;

/// <summary>Groups of accounts on the pages of the administration.</summary>
public sealed class GroupPagesTests
{
    private const string Groups = "/admin/groups";

    [Theory, OnBothDatabases]
    public async Task A_group_is_made_filled_renamed_emptied_and_deleted(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var ada = await site.Join(Cast.Ada);
        var page = await mina.Open(Groups);
        Assert.Contains("No groups yet", page.Text, StringComparison.Ordinal);
        page = await mina.Submit(page, "main form", ("name", " Faculty "));
        Assert.Equal((HttpStatusCode.OK, "Faculty"), (page.Status, Heading(page)));
        Assert.Contains("Nobody is in it yet.", page.Text, StringComparison.Ordinal);
        var here = page.Path.Split('?')[0];
        Assert.Matches("^/admin/groups/[0-9a-z]{26}$", here);

        page = await mina.Submit(page, "form[action$='/members']", ("email", $" {Cast.Ada.Email.ToUpperInvariant()} "));
        Assert.Contains("Ada Lindqvist is in the group.", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/admin/people/{ada.Account}']"));
        page = await mina.Submit(page, $"form[action='{here}']", ("name", "Lecturers"));
        Assert.Equal("Lecturers", Heading(page));
        Assert.Equal(["Lecturers", "1"], (await mina.Open(Groups)).Document.QuerySelectorAll("tbody td").Take(2).Select(cell => cell.TextContent));
        Assert.Contains("Lecturers", (await mina.Open($"/admin/people/{ada.Account}")).Document.QuerySelector($"a[href='{here}']")!.TextContent, StringComparison.Ordinal);

        page = await mina.Submit(page, "form[action$='/remove']");
        Assert.Contains("Ada Lindqvist is in the group no more.", page.Text, StringComparison.Ordinal);
        Assert.Contains("In no group.", (await mina.Open($"/admin/people/{ada.Account}")).Text, StringComparison.Ordinal);
        var asked = await mina.Open($"{here}/delete");
        Assert.Contains("Who may invite only because of this group may do so no more", asked.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await mina.Open(here)).Status);
        page = await mina.Submit(asked, "main form");
        Assert.Contains("The group is deleted.", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await mina.Open(here)).Status);
        await using var db = site.Site.Read();
        Assert.Equal(["group.created", "group.member-added", "group.renamed", "group.member-removed", "group.deleted"],
            await db.Set<AuditLine>().Where(line => EF.Functions.Like(line.What, "group.%")).OrderBy(line => line.Id).Select(line => line.What).ToListAsync());
    }

    [Fact]
    public async Task What_is_refused_is_shown_again_as_it_was_typed()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        await site.Site.Group("Faculty", []);
        var staff = $"{Groups}/{await site.Site.Group("Staff", [])}";
        var list = await mina.Open(Groups);
        await Refused(mina.Submit(list, "main form", ("name", "FACULTY")), HttpStatusCode.Conflict, "name", "FACULTY", "There is a group with this name already.");
        await Refused(mina.Submit(list, "main form", ("name", "  ")), HttpStatusCode.UnprocessableEntity, "name", "  ", "A name of up to 100 characters is needed.");

        var page = await mina.Open(staff);
        await Refused(mina.Submit(page, $"form[action='{staff}']", ("name", "faculty")), HttpStatusCode.Conflict, "name", "faculty", "There is a group with this name already.");
        await Refused(mina.Submit(page, $"form[action='{staff}']", ("name", "")), HttpStatusCode.UnprocessableEntity, "name", "", "A name of up to 100 characters is needed.");
        await Refused(mina.Submit(page, "form[action$='/members']", ("email", "ben@nowhere.example")), HttpStatusCode.UnprocessableEntity, "email", "ben@nowhere.example", "Nobody has an account with this address.");
        // The exact address: neither a part of it nor a name.
        await Refused(mina.Submit(page, "form[action$='/members']", ("email", "Mina")), HttpStatusCode.UnprocessableEntity, "email", "Mina", "Type one full email address, such as name@example.org.");
        Assert.Equal("Staff", Heading(await mina.Open(staff)));
    }

    [Fact]
    public async Task Who_renames_what_was_renamed_meanwhile_is_told_and_may_insist()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var group = $"{Groups}/{await site.Site.Group("Faculty", [])}";
        var (first, second) = (await mina.Open(group), await mina.Open(group));
        await mina.Submit(first, $"form[action='{group}']", ("name", "Lecturers"));
        var stale = await Refused(mina.Submit(second, $"form[action='{group}']", ("name", "Staff")), HttpStatusCode.PreconditionFailed, "name", "Staff", "it is “Lecturers” now");
        Assert.Equal("Lecturers", Heading(stale));
        Assert.Equal("Staff", Heading(await mina.Submit(stale, $"form[action='{group}']")));
        // A form that does not say what it has seen has seen nothing.
        await Refused(mina.Submit(second, $"form[action='{group}']", ("name", "Crew"), ("version", "")), HttpStatusCode.PreconditionFailed, "name", "Crew", "it is “Staff” now");
    }

    [Fact]
    public async Task Groups_and_members_are_listed_in_parts()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var many = Enumerable.Range(0, 51).Select(i => CreateAccount.AccountOf(new($"p{i}@harbour.example", "Femi", $"Roe {i}", SiteRole.Member, null), DateTimeOffset.UnixEpoch.AddDays(i))).ToList();
        await site.Site.Door.Write(db => { db.AddRange(many); return Task.CompletedTask; });
        var group = $"{Groups}/{await site.Site.Group("Everybody", many.Select(account => account.Id))}";
        for (var i = 0; i < 51; i++) await site.Site.Group($"Group {i}", []);

        var page = await mina.Open(Groups);
        Assert.Equal(50, page.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(2, (await mina.Open(More(page))).Document.QuerySelectorAll("tbody tr").Length);
        page = await mina.Open(group);
        Assert.Equal(50, page.Document.QuerySelectorAll(".people > li").Length);
        page = await mina.Open(More(page));
        Assert.Contains("Femi Roe 50", page.Document.QuerySelector(".people > li")!.TextContent, StringComparison.Ordinal);
        // Taken out, it leaves a part that nobody is in.
        page = await mina.Submit(page, "form[action*='/remove']");
        Assert.Equal(50, page.Document.QuerySelectorAll(".people > li").Length);
    }

    [Fact]
    public async Task Nothing_is_done_without_the_pages_own_token()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var ada = await site.Join(Cast.Ada);
        var group = $"{Groups}/{await site.Site.Group("Faculty", [ada.Account])}";
        foreach (var path in new[] { Groups, group, $"{group}/members", $"{group}/members/{ada.Account}/remove", $"{group}/delete" })
        {
            using var form = new FormUrlEncodedContent([new("name", "Mine"), new("version", "1"), new("email", Cast.Mina.Email)]);
            Assert.Equal(HttpStatusCode.Forbidden, (await mina.Http.PostAsync(path, form)).StatusCode);
        }
        var page = await mina.Open(group);
        Assert.Equal(("Faculty", 1), (Heading(page), page.Document.QuerySelectorAll(".people > li").Length));
    }

    [Fact]
    public async Task Whoever_is_no_admin_sees_nothing_of_them()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var group = $"{Groups}/{await site.Site.Group("Faculty", [])}";
        foreach (var path in new[] { Groups, group, $"{group}/delete" })
        {
            var page = await ada.Open(path);
            Assert.Equal(HttpStatusCode.Forbidden, page.Status);
            Assert.DoesNotContain("Faculty", page.Text, StringComparison.Ordinal);
        }
        using var nobody = site.Site.NewVisitor();
        Assert.StartsWith("/sign-in", (await nobody.Open(group)).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_setting_that_names_groups_leads_to_them()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var page = await mina.Open("/admin/settings/invitations");
        Assert.NotNull(page.Document.QuerySelector($"#allowedGroups-help a[href='{Groups}']"));
        // Back from a group to where the setting is.
        Assert.NotNull(page.Document.GetElementById("allowedGroups"));
    }

    private static async Task<Page> Refused(Task<Page> sent, HttpStatusCode status, string field, string typed, string sentence)
    {
        var page = await sent;
        Assert.Equal((status, typed), (page.Status, page.Document.QuerySelector($"main form [name={field}]")?.GetAttribute("value")));
        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        return page;
    }

    private static string Heading(Page page) => page.Document.QuerySelector("h1")!.TextContent.Trim();

    private static string More(Page page) => page.Document.QuerySelector("main a[href*=cursor]")!.GetAttribute("href")!;
}
