using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Usher.Accounts;
using Usher.Tests.Fixtures;
using Usher.Web;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Browser;

/// <summary>How the administration looks, every section of it.</summary>
public sealed class AdminPagesTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task Admins()
    {
        await using var mina = await Chromium.Profile(demo.Site);
        var page = await mina.NewPageAsync();
        await page.SignIn(Cast.Mina);
        await page.CloseAsync();
        foreach (var path in AdminSections.All.Select(section => section.Path).Append("/admin").Append("/admin/people/new").Append("/admin/people/import").Append("/admin/people/erase"))
            await mina.LooksWell(path.Trim('/').Replace('/', '-'), path);
        await using var db = demo.Site.Read();
        var ada = await db.Set<Account>().SingleAsync(account => account.FirstName == Cast.Ada.FirstName);
        await mina.LooksWell("admin-person", $"/admin/people/{ada.Id}");
        await mina.LooksWell("admin-person-erase", $"/admin/people/erase?account={ada.Id}", "What there is about");
    }

    [Fact]
    public async Task Admins_groups()
    {
        await using var profile = await Chromium.Profile(demo.Site);
        var page = await profile.NewPageAsync();
        await page.SignIn(Cast.Mina);
        await using var db = demo.Site.Read();
        var everybody = await db.Set<Account>().OrderBy(account => account.Id).Select(account => account.Id).ToListAsync();
        var (faculty, pilots) = (await demo.Site.Group("Faculty of Offshore Engineering", everybody), await demo.Site.Group("Pilots", []));
        await profile.LooksWell("admin-groups-some", "/admin/groups");
        await profile.LooksWell("admin-group", $"/admin/groups/{faculty}", "Faculty of Offshore Engineering");
        await profile.LooksWell("admin-group-empty", $"/admin/groups/{pilots}?done=made", "Nobody is in it yet.");
        await profile.LooksWell("admin-group-delete", $"/admin/groups/{faculty}/delete");
        await profile.LooksWell("admin-person-in-groups", $"/admin/people/{everybody[0]}");
        await page.GotoAsync($"/admin/groups/{pilots}");
        await page.GetByLabel("Email address").FillAsync(Cast.Ben.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nobody has an account with this address.")).ToBeVisibleAsync();
        await page.LooksWell("admin-group-refused");
        await page.GotoAsync("/admin/people/import");
        await page.GetByLabel("Or paste it here").FillAsync("email,first name,last name,groups\nben@tidewright.example,Ben,Okafor,pilots\ncy@tidewright.example,Cy,Marsh,Pilots;Divers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await Expect(page.GetByText("Divers: There is no such group.")).ToBeVisibleAsync();
        await page.LooksWell("admin-import-groups");
    }

    [Fact]
    public async Task Admins_mail()
    {
        await using var profile = await Chromium.Profile(demo.Site);
        var page = await profile.NewPageAsync();
        await page.SignIn(Cast.Mina);
        await profile.LooksWell("admin-mail", "/admin/mail");
        await profile.LooksWell("admin-mail-server", "/admin/mail/server");
        await profile.LooksWell("admin-templates", "/admin/email-templates");
        await page.GotoAsync("/admin/email-templates");
        await page.GetByLabel("Name").FillAsync("Warm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make template" }).ClickAsync();
        await Expect(page.FrameLocator("iframe[name=preview]").GetByText("Open your invitation")).ToBeVisibleAsync();
        await page.GetByLabel("HTML").FillAsync("<p>Come, {FIRSTNAME}: <a href='{URL}'>this way</a></p>");
        await Expect(page.FrameLocator("iframe[name=preview]").GetByText("Come, Ben: this way")).ToBeVisibleAsync();
        await page.LooksWell("admin-template");
    }
}
