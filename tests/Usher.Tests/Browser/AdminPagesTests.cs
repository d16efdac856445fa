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
