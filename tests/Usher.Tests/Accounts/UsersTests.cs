using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>Accounts in the hands of an admin.</summary>
public sealed class UsersTests
{
    [Theory, OnBothDatabases]
    public async Task An_admin_makes_an_account_that_can_sign_in(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var mina = await Admin(site);
        using var made = await mina.Http.PostAsJsonAsync("/api/v1/admin/users", New(Cast.Ada));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var ada = site.NewVisitor();
        Assert.Equal("/account", (await ada.SignIn(Cast.Ada)).Path);
    }

    [Theory, OnBothDatabases]
    public async Task One_address_has_one_account_whatever_its_case(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var mina = await Admin(site);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => mina.Http.PostAsJsonAsync(
            "/api/v1/admin/users", New(Cast.Ada with { Email = i % 2 == 0 ? Cast.Ada.Email : Cast.Ada.Email.ToUpperInvariant() }))));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created)) Assert.Equal("account.exists", await answer.Problem());
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_once()
    {
        await using var site = await UsherSite.Start();
        using var mina = await Admin(site);
        var id = await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        await ada.SignIn(Cast.Ada);
        using var program = site.NewVisitor().WithToken(await site.Token(id, Scopes.RoomsRead));

        using var answer = await mina.Http.PatchAsJsonAsync($"/api/v1/admin/users/{id}", new { disabled = true });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("/sign-in", (await ada.Open("/account")).Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.Http.GetAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.SignIn(Cast.Ada)).Status);
    }

    [Fact]
    public async Task The_last_admin_stays_one()
    {
        await using var site = await UsherSite.Start();
        using var mina = await Admin(site);
        var me = await (await mina.Http.GetAsync("/api/v1/me")).Json();
        using var answer = await mina.Http.PatchAsJsonAsync($"/api/v1/admin/users/{me.GetProperty("id").GetString()}", new { siteRole = "member" });
        Assert.Equal("account.only-admin", await answer.Problem());
    }

    [Theory, OnBothDatabases]
    public async Task Two_admins_who_demote_each_other_at_once_leave_one(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        var (mina, ada) = (await site.Enroll(Cast.Mina, SiteRole.Admin), await site.Enroll(Cast.Ada, SiteRole.Admin));
        var edit = site.Services.GetRequiredService<EditAccount>();
        for (var round = 0; round < 20; round++)
        {
            var acts = new[] { (By: mina, On: ada), (By: ada, On: mina) }.Select(act => Task.Run(() => edit.Edit(
                act.On, round % 2 == 0 ? new(SiteRole: SiteRole.Member) : new(Disabled: true), new(new(act.By, "An", "Admin", "an@admin.example", SiteRole.Admin, null), DateTimeOffset.UnixEpoch, null))));
            var outcomes = await Task.WhenAll(acts);
            Assert.Single(outcomes, outcome => outcome.Problem is null);
            Assert.Single(outcomes, outcome => outcome.Problem == AccountProblems.OnlyAdmin);
            await using var db = site.Read();
            var left = Assert.Single(await db.Set<Account>().Where(account => account.SiteRole == SiteRole.Admin && account.DisabledAt == null).ToListAsync(TestContext.Current.CancellationToken));
            await edit.Edit(left.Id == mina ? ada : mina, new(SiteRole: SiteRole.Admin, Disabled: false), new(new(left.Id, "An", "Admin", "an@admin.example", SiteRole.Admin, null), DateTimeOffset.UnixEpoch, null));
        }
    }

    [Fact]
    public async Task Whoever_is_no_admin_is_refused()
    {
        await using var site = await UsherSite.Start();
        using var ada = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada, SiteRole.Creator), Scopes.Admin));
        Assert.Equal("forbidden", await (await ada.Http.GetAsync("/api/v1/admin/users")).Problem());
    }

    [Fact]
    public async Task A_list_leads_on_until_everybody_was_in_it_once()
    {
        await using var site = await UsherSite.Start();
        using var mina = await Admin(site);
        foreach (var person in new[] { Cast.Ada, Cast.Ben, Cast.Cy, Cast.Dana }) await site.Enroll(person);
        var seen = new List<string?>();
        for (var next = "/api/v1/admin/users?limit=2"; next is not null;)
        {
            using var answer = await mina.Http.GetAsync(next);
            seen.AddRange((await answer.Json()).EnumerateArray().Select(user => user.GetProperty("email").GetString()));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }
        Assert.Equal([Cast.Mina.Email, Cast.Ada.Email, Cast.Ben.Email, Cast.Cy.Email, Cast.Dana.Email], seen);
    }

    private static async Task<Visitor> Admin(UsherSite site) =>
        site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Mina, SiteRole.Admin), Scopes.Admin));

    private static object New(Person person) =>
        new { email = person.Email, firstName = person.FirstName, lastName = person.LastName, siteRole = "creator", password = Person.Password };
}
