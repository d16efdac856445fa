using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>The way in to a site that nobody has an account on.</summary>
public sealed class SetupTests
{
    [Theory, OnBothDatabases]
    public async Task A_link_makes_one_admin_and_then_leads_nowhere(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        var links = new[] { await Offer(site), await Offer(site) };
        using var nobody = site.NewVisitor();
        var nowhere = (await nobody.Open("/setup/0000000000000000000000000000000000000000000000000000")).Text;
        Assert.Equal(nowhere, (await nobody.Open("/setup/x")).Text);

        var tries = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Make(site, links[i % 2], $"mina{i}@northfield.example")));
        Assert.Single(tries, path => path == "/admin");
        await using var db = site.Read();
        Assert.Equal(SiteRole.Admin, (await db.Set<Account>().SingleAsync()).SiteRole);
        foreach (var link in links) Assert.Equal(nowhere, (await nobody.Open(link)).Text);
        Assert.Null(await site.Services.GetRequiredService<SetUp>().Offer(CancellationToken.None));
    }

    [Fact]
    public async Task A_link_is_good_for_a_day_and_what_is_wrong_uses_none_up()
    {
        var time = new FakeTimeProvider(new(2024, 11, 28, 15, 47, 0, TimeSpan.Zero));
        await using var site = await UsherSite.Start(time: time);
        var link = await Offer(site);
        using var mina = site.NewVisitor();
        var again = await mina.Submit(await mina.Open(link), "main form", ("email", Cast.Mina.Email), ("firstName", "Mina"), ("lastName", "Sato"), ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.NotNull(again.Document.GetElementById("password-fault"));
        Assert.Equal(HttpStatusCode.OK, (await mina.Open(link)).Status);
        time.Advance(SetUp.Lifetime);
        Assert.Equal(HttpStatusCode.NotFound, (await mina.Open(link)).Status);
    }

    [Fact]
    public async Task A_link_is_closed_by_an_account_made_otherwise()
    {
        await using var site = await UsherSite.Start();
        var link = await Offer(site);
        await site.Enroll(Cast.Mina, SiteRole.Admin);
        using var somebody = site.NewVisitor();
        Assert.Equal(HttpStatusCode.NotFound, (await somebody.Open(link)).Status);
    }

    private static async Task<string> Offer(UsherSite site) => new Uri((await site.Services.GetRequiredService<SetUp>().Offer(CancellationToken.None))!).AbsolutePath;

    private static async Task<string> Make(UsherSite site, string link, string email)
    {
        using var mina = site.NewVisitor();
        var page = await mina.Open(link);
        if (page.Status != HttpStatusCode.OK) return page.Path;
        return (await mina.Submit(page, "main form", ("email", email), ("firstName", "Mina"), ("lastName", "Sato"), ("password", Person.Password))).Path;
    }
}
