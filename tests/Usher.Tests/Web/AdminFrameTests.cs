using System.Net;
using AngleSharp.Dom;
using Usher.Accounts;
using Usher.Tests.Fixtures;
using Usher.Web;

namespace Usher.Tests.Web;

/// <summary>The administration, and the way to it.</summary>
public sealed class AdminFrameTests
{
    [Fact]
    public async Task Only_an_admin_is_shown_the_way_there()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada, SiteRole.Creator);
        await site.Enroll(Cast.Mina, SiteRole.Admin);
        using var ada = site.NewVisitor();
        using var mina = site.NewVisitor();
        Assert.Null((await ada.SignIn(Cast.Ada)).Document.QuerySelector("a[href='/admin']"));
        Assert.NotNull((await mina.SignIn(Cast.Mina)).Document.QuerySelector("a[href='/admin']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Open("/admin")).Status);
    }

    [Fact]
    public async Task Every_section_is_there_and_knows_that_it_is()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada, SiteRole.Creator);
        await site.Enroll(Cast.Mina, SiteRole.Admin);
        using var ada = site.NewVisitor();
        await ada.SignIn(Cast.Ada);
        using var mina = site.NewVisitor();
        await mina.SignIn(Cast.Mina);
        var refusal = (await ada.Open("/admin")).Text;
        foreach (var section in AdminSections.All)
        {
            var page = await mina.Open(section.Path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Equal(section.Path, page.Document.QuerySelector(".admin-side [aria-current=page]")?.GetAttribute("href"));
            Assert.Equal(refusal, (await ada.Open(section.Path)).Text);
        }
    }
}
