using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.OpenIdConnect;
using Usher.Tests.Fixtures;

namespace Usher.Tests.OpenIdConnect;

/// <summary>Who comes in by an OpenID Provider, and as whom.</summary>
public sealed class ProviderSignInTests
{
    [Theory, OnBothDatabases]
    public async Task Whoever_has_an_account_comes_into_it_by_their_verified_address(Engine engine)
    {
        await using var house = await ProviderHouse.Open(engine);
        var dana = await house.Site.Enroll(Cast.Dana);
        using var browser = house.Site.NewVisitor();
        var page = await house.SignIn(browser, AtProvider.Of(Cast.Dana));
        Assert.Equal((HttpStatusCode.OK, "/account"), (page.Status, page.Path));
        Assert.Contains(Cast.Dana.Email, page.Text, StringComparison.Ordinal);
        Assert.Contains("Northfield School", page.Text, StringComparison.Ordinal);
        await using var db = house.Site.Read();
        Assert.Equal(dana, Assert.Single(db.SignIns.AsNoTracking().Where(one => one.ProviderId != null)).AccountId);
        Assert.Contains(db.Set<Usher.Data.AuditLine>().AsNoTracking().ToList(), line => line.What == "account.linked" && line.On == dana.ToString());
    }

    [Fact]
    public async Task From_then_on_they_are_who_they_are_there_whatever_their_address_becomes()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        var gus = await house.Site.Enroll(Cast.Gus);
        using var first = house.Site.NewVisitor();
        await house.SignIn(first, AtProvider.Of(Cast.Dana));
        var made = await house.AccountOf(Cast.Dana.Email);
        foreach (var address in new[] { "d.reyes@harbour.example", Cast.Gus.Email })
        {
            using var again = house.Site.NewVisitor();
            var page = await house.SignIn(again, AtProvider.Of(Cast.Dana) with { Email = address, LastName = "Married" });
            Assert.Contains(Cast.Dana.Email, page.Text, StringComparison.Ordinal);
        }
        var now = await house.AccountOf(Cast.Dana.Email);
        Assert.Equal((made!.Id, "Married"), (now!.Id, now.LastName));
        Assert.Equal(gus, (await house.AccountOf(Cast.Gus.Email))!.Id);
    }

    [Fact]
    public async Task A_provider_that_tells_no_name_takes_none_away()
    {
        await using var house = await ProviderHouse.Open();
        (await house.Admin.Post("/admin/users", new { email = Cast.Dana.Email, firstName = "Dana", lastName = "Reyes", siteRole = "member" })).Fine();
        for (var times = 0; times < 2; times++)
        {
            using var browser = house.Site.NewVisitor();
            Assert.Equal("/account", (await house.SignIn(browser, AtProvider.Of(Cast.Dana) with { FirstName = null })).Path);
        }
        Assert.Equal("Dana Reyes", (await house.AccountOf(Cast.Dana.Email))!.Name);
    }

    [Fact]
    public async Task A_forgotten_password_is_not_mailed_where_there_never_was_one()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var dana = house.Site.NewVisitor();
        await house.SignIn(dana, AtProvider.Of(Cast.Dana));
        await house.Site.Services.GetRequiredService<ForgottenPassword>().Ask(Cast.Dana.Email, null);
        await using var db = house.Site.Read();
        Assert.Empty(db.PasswordResets.AsNoTracking());
    }

    [Fact]
    public async Task Another_client_of_the_same_issuer_is_no_way_round_who_is_who()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var first = house.Site.NewVisitor();
        await house.SignIn(first, AtProvider.Of(Cast.Dana));
        (await house.Admin.Post(ProviderHouse.Path, house.Details("member", key: "other"))).Fine();
        house.Provider.Who = AtProvider.Of(Cast.Dana) with { Subject = "sub-of-another" };
        using var second = house.Site.NewVisitor();
        var leaving = await second.Submit(await second.Open("/sign-in"), "form[action='/sign-in/with/other']");
        var page = await second.Open(house.Provider.Authorize(leaving.Document.QuerySelector("main a.button")!.GetAttribute("href")!));
        Assert.Contains(OpenIdProblems.OtherPerson.Sentence, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_given_a_leavers_address_does_not_get_their_account()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var first = house.Site.NewVisitor();
        await house.SignIn(first, AtProvider.Of(Cast.Dana));
        using var second = house.Site.NewVisitor();
        var page = await house.SignIn(second, AtProvider.Of(Cast.Dana) with { Subject = "sub-of-another" });
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains(OpenIdProblems.OtherPerson.Sentence, page.Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Two_who_claim_one_address_at_once_are_one_and_a_refusal(Engine engine)
    {
        await using var house = await ProviderHouse.Open(engine, newAccounts: "member");
        var people = Enumerable.Range(0, 8).Select(n => AtProvider.Of(Cast.Dana) with { Subject = $"sub-{n}" }).ToList();
        var visitors = people.ConvertAll(_ => house.Site.NewVisitor());
        var backs = new List<string>();
        foreach (var (visitor, who) in visitors.Zip(people))
        {
            house.Provider.Who = who;
            backs.Add(house.Provider.Authorize(await house.Leave(visitor)));
        }
        var pages = await Task.WhenAll(visitors.Zip(backs, (visitor, back) => visitor.Open(back)));
        Assert.Single(pages, page => page.Status == HttpStatusCode.OK);
        Assert.Equal(7, pages.Count(page => page.Status == HttpStatusCode.Forbidden));
        await using var db = house.Site.Read();
        Assert.Single(db.Accounts.AsNoTracking().Where(account => account.FirstName == Cast.Dana.FirstName));
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Theory, OnBothDatabases]
    public async Task One_person_who_comes_by_many_browsers_at_once_gets_one_account(Engine engine)
    {
        await using var house = await ProviderHouse.Open(engine, newAccounts: "creator");
        var visitors = Enumerable.Range(0, 8).Select(_ => house.Site.NewVisitor()).ToList();
        var backs = new List<string>();
        foreach (var visitor in visitors) backs.Add(house.Provider.Authorize(await house.Leave(visitor)));
        var pages = await Task.WhenAll(visitors.Zip(backs, (visitor, back) => visitor.Open(back)));
        Assert.All(pages, page => Assert.Equal(HttpStatusCode.OK, page.Status));
        await using var db = house.Site.Read();
        Assert.Equal(SiteRole.Creator, Assert.Single(db.Accounts.AsNoTracking().Where(account => account.FirstName == Cast.Dana.FirstName)).SiteRole);
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData(true, false, true)]
    [InlineData("true", false, true)]
    [InlineData(false, true, false)]
    [InlineData("false", true, false)]
    [InlineData("no", true, false)]
    public async Task An_address_counts_when_it_is_vouched_for(object? verified, bool verifies, bool comesIn)
    {
        await using var house = await ProviderHouse.Open(verifies: verifies);
        await house.Site.Enroll(Cast.Dana);
        using var browser = house.Site.NewVisitor();
        var page = await house.SignIn(browser, AtProvider.Of(Cast.Dana) with { Verified = verified });
        Assert.Equal(comesIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, page.Status);
        if (!comesIn) Assert.Contains(OpenIdProblems.Unverified.Sentence, page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("harbour.example", true)]
    [InlineData("HARBOUR.example", true)]
    [InlineData("*.harbour.example", false)]
    [InlineData("elsewhere.example", false)]
    [InlineData("our.example", false)]
    public async Task Only_addresses_of_its_domains_come_in(string domain, bool comesIn)
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member", domains: [domain]);
        using var browser = house.Site.NewVisitor();
        var page = await house.SignIn(browser, AtProvider.Of(Cast.Dana) with { Email = "dana@harbour.example" });
        Assert.Equal(comesIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, page.Status);
        Assert.Equal(comesIn, await house.AccountOf("dana@harbour.example") is not null);
    }

    [Fact]
    public async Task Whoever_has_no_account_is_told_so_and_gets_none()
    {
        await using var house = await ProviderHouse.Open();
        using var browser = house.Site.NewVisitor();
        var page = await house.SignIn(browser, AtProvider.Of(Cast.Dana));
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains(OpenIdProblems.NoAccount.Sentence, page.Text, StringComparison.Ordinal);
        Assert.Null(await house.AccountOf(Cast.Dana.Email));
        Assert.Equal("/sign-in", (await browser.Open("/account")).Path.Split('?')[0]);
        await using var db = house.Site.Read();
        Assert.Contains(db.Set<Usher.Data.AuditLine>().AsNoTracking().ToList(), line => line.What == "sign-in.refused" && line.Detail == OpenIdProblems.NoAccount.Code);
    }

    [Fact]
    public async Task A_disabled_account_is_not_to_be_come_into()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        var dana = await house.Site.Enroll(Cast.Dana);
        (await house.Admin.Patch($"/admin/users/{dana}", new { disabled = true })).Fine();
        using var browser = house.Site.NewVisitor();
        Assert.Contains(OpenIdProblems.AccountDisabled.Sentence, (await house.SignIn(browser, AtProvider.Of(Cast.Dana))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task It_leads_nowhere_but_on_this_site(string onTo)
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var browser = house.Site.NewVisitor();
        Assert.Equal("/rooms", (await house.SignIn(browser, onTo: onTo)).Path);
    }

    [Fact]
    public async Task A_name_that_is_told_only_when_asked_is_asked_for()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        house.Provider.TellsInToken = false;
        using var browser = house.Site.NewVisitor();
        await house.SignIn(browser, AtProvider.Of(Cast.Dana));
        Assert.Equal(Cast.Dana.LastName, (await house.AccountOf(Cast.Dana.Email))!.LastName);
    }

    [Theory, OnBothDatabases]
    public async Task Turned_off_it_lets_nobody_in_and_whoever_came_by_it_is_out(Engine engine)
    {
        await using var house = await ProviderHouse.Open(engine, newAccounts: "member");
        using var dana = house.Site.NewVisitor();
        await house.SignIn(dana, AtProvider.Of(Cast.Dana));
        using var late = house.Site.NewVisitor();
        var back = house.Provider.Authorize(await house.Leave(late));
        await house.Change(new { disabled = true });
        Assert.Equal("/sign-in", (await dana.Open("/account")).Path.Split('?')[0]);
        Assert.Contains(OpenIdProblems.Off.Sentence, (await late.Open(back)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Northfield", (await late.Open("/sign-in")).Text, StringComparison.Ordinal);
        await house.Change(new { disabled = false });
        Assert.Equal("/account", (await house.SignIn(late)).Path);
    }

    [Theory, OnBothDatabases]
    public async Task Turning_it_off_and_coming_in_at_once_leave_nobody_signed_in(Engine engine)
    {
        await using var house = await ProviderHouse.Open(engine, newAccounts: "member");
        var visitors = Enumerable.Range(0, 12).Select(_ => house.Site.NewVisitor()).ToList();
        var backs = new List<string>();
        foreach (var visitor in visitors) backs.Add(house.Provider.Authorize(await house.Leave(visitor)));
        await Task.WhenAll([.. visitors.Zip(backs, (visitor, back) => visitor.Open(back)), Off()]);
        foreach (var visitor in visitors) Assert.Equal("/sign-in", (await visitor.Open("/account")).Path.Split('?')[0]);
        visitors.ForEach(visitor => visitor.Dispose());

        async Task<Page> Off()
        {
            await house.Change(new { disabled = true });
            return new(HttpStatusCode.OK, "", null!);
        }
    }

    [Fact]
    public async Task What_somebody_has_linked_they_can_take_away_and_are_out_elsewhere()
    {
        await using var house = await ProviderHouse.Open();
        await house.Site.Enroll(Cast.Dana);
        using var elsewhere = house.Site.NewVisitor();
        await house.SignIn(elsewhere, AtProvider.Of(Cast.Dana));
        using var here = house.Site.NewVisitor();
        await here.SignIn(Cast.Dana);
        var page = await here.Submit(await here.Open("/account"), "form[action^='/account/providers/']");
        Assert.DoesNotContain("Northfield", page.Text, StringComparison.Ordinal);
        Assert.Equal("/sign-in", (await elsewhere.Open("/account")).Path.Split('?')[0]);
        using var answer = await here.Http.GetAsync("/account");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_takes_away_anothers()
    {
        await using var house = await ProviderHouse.Open();
        await house.Site.Enroll(Cast.Dana);
        await house.Site.Enroll(Cast.Gus);
        using var dana = house.Site.NewVisitor();
        var path = (await house.SignIn(dana, AtProvider.Of(Cast.Dana))).Document.QuerySelector("form[action^='/account/providers/']")!.GetAttribute("action")!;
        using var gus = house.Site.NewVisitor();
        var page = await gus.SignIn(Cast.Gus);
        var token = page.Document.QuerySelector("form[action='/account/name'] input[name^=__]")!;
        using var content = new FormUrlEncodedContent([KeyValuePair.Create(token.GetAttribute("name")!, token.GetAttribute("value")!)]);
        using var answer = await gus.Http.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Northfield", (await dana.Open("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_erased_and_comes_again_is_somebody_new()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var dana = house.Site.NewVisitor();
        await house.SignIn(dana, AtProvider.Of(Cast.Dana));
        var before = (await house.AccountOf(Cast.Dana.Email))!.Id;
        (await house.Admin.Post("/admin/erasures", new { email = Cast.Dana.Email })).Fine();
        Assert.Null(await house.AccountOf(Cast.Dana.Email));
        await house.SignIn(dana, AtProvider.Of(Cast.Dana));
        Assert.NotEqual(before, (await house.AccountOf(Cast.Dana.Email))!.Id);
    }
}
