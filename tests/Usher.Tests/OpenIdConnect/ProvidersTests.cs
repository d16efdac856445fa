using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.OpenIdConnect;
using Usher.Tests.Fixtures;
using FirstAdmin = Usher.Tests.Fixtures.FirstAdmin;

namespace Usher.Tests.OpenIdConnect;

/// <summary>Admins add, change and remove providers; nobody else sees them, and nobody their secrets.</summary>
public sealed class ProvidersTests
{
    [Fact]
    public async Task An_admin_adds_one_by_its_form_and_it_is_on_the_sign_in_page()
    {
        await using var house = await ProviderHouse.Open();
        using var mina = house.Site.NewVisitor();
        await mina.SignIn(Cast.Mina);
        var form = await mina.Open("/admin/open-id/new");
        var empty = await mina.Submit(form, "form[novalidate]", ("name", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        var made = await mina.Submit(form, "form[novalidate]", ("name", "Harbour Council"), ("key", "council"), ("issuer", house.Provider.Issuer), ("clientId", "c"), ("clientSecret", "s3cret-of-council"), ("newAccounts", "Member"), ("domains", "harbour.example\n*.harbour.example"));
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Contains(new Uri(house.Site.Address, "/sign-in/with/council/back").ToString(), made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-of-council", made.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        using var visitor = house.Site.NewVisitor();
        Assert.Contains("Continue with Harbour Council", (await visitor.Open("/sign-in")).Text, StringComparison.Ordinal);
        var saved = await mina.Submit(made, "form[novalidate]", ("name", "The council"), ("domains", ""));
        Assert.Equal("/admin/open-id", saved.Path);
        Assert.Contains("The council", saved.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await mina.Submit(made, "form[novalidate]", ("name", "Too late"))).Status);
        var gone = await mina.Submit(await mina.Open(made.Path.Split('?')[0] + "/remove"), "form.end");
        Assert.DoesNotContain("The council", gone.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_secret_is_sealed_and_never_told_again()
    {
        await using var house = await ProviderHouse.Open();
        var view = (await house.Admin.Get($"{ProviderHouse.Path}/{house.Id}")).Fine();
        Assert.True(view.Body.GetProperty("hasSecret").GetBoolean());
        Assert.DoesNotContain(Provider.Secret, view.Body.GetRawText(), StringComparison.Ordinal);
        await using var db = house.Site.Read();
        var stored = await db.OpenIdProviders.AsNoTracking().SingleAsync();
        Assert.DoesNotContain(Provider.Secret, Encoding.UTF8.GetString(stored.SealedSecret!), StringComparison.Ordinal);
        await house.Change(new { name = "Another name" });
        using var browser = house.Site.NewVisitor();
        await house.Site.Enroll(Cast.Dana);
        Assert.Equal("/account", (await house.SignIn(browser)).Path);
        await house.Change(new { clientSecret = "" });
        using var second = house.Site.NewVisitor();
        // Without it the provider refuses this client.
        Assert.Equal(HttpStatusCode.BadRequest, (await house.SignIn(second)).Status);
    }

    [Theory]
    [InlineData("key", "School")]
    [InlineData("key", "a/b")]
    [InlineData("key", "")]
    [InlineData("name", " ")]
    [InlineData("clientId", "")]
    [InlineData("issuer", "not an address")]
    [InlineData("issuer", "https://169.254.169.254")]
    [InlineData("issuer", "https://someone@idp.example")]
    [InlineData("issuer", "file:///etc/passwd")]
    [InlineData("domains", "no domain")]
    [InlineData("newAccounts", "admin")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string field, string value)
    {
        await using var house = await ProviderHouse.Open();
        var details = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["key"] = "other",
            ["name"] = "Other",
            ["issuer"] = house.Provider.Issuer,
            ["clientId"] = "c",
            [field] = value,
        };
        if (field == "domains") details[field] = new[] { value };
        var answer = await house.Admin.Post(ProviderHouse.Path, details);
        Assert.True(answer.Code is "request.fields" or "request.malformed", answer.Code);
        Assert.Single((await house.Admin.Get(ProviderHouse.Path)).Fine().Body.EnumerateArray());
    }

    [Theory]
    [InlineData("issuer", "https://elsewhere.example")]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    [InlineData("authorization_endpoint", "https://10.0.0.1/authorize")]
    [InlineData("token_endpoint", "https://169.254.169.254/token")]
    [InlineData("token_endpoint", null)]
    [InlineData("userinfo_endpoint", "https://10.0.0.1/userinfo")]
    [InlineData("pushed_authorization_request_endpoint", "https://127.1.2.3.4.example:99999/par")]
    [InlineData("authorization_endpoint", "https://sch\u00f6n.example/authorize")]
    [InlineData("jwks_uri", "http://127.0.0.1:9/jwks")]
    public async Task A_description_that_leads_elsewhere_is_not_believed(string name, string? value)
    {
        await using var house = await ProviderHouse.Open();
        house.Provider.ChangeDescription = said => said[name] = value;
        var answer = await house.Admin.Post(ProviderHouse.Path, house.Details(key: "other"));
        Assert.Equal("request.fields", answer.Code);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty("issuer", out _));
    }

    [Fact]
    public async Task Without_leave_the_site_calls_no_provider_in_its_own_network()
    {
        await using var provider = await Provider.Start();
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var admin = site.NewVisitor().WithToken(FirstAdmin.Token);
        var answer = await admin.Post(ProviderHouse.Path, new { key = "near", name = "Near", issuer = provider.Issuer, clientId = "c" });
        Assert.Equal("request.fields", answer.Code);
    }

    [Fact]
    public async Task A_short_name_is_given_once_and_neither_it_nor_the_issuer_changes()
    {
        await using var house = await ProviderHouse.Open();
        Assert.Equal("open-id.provider-exists", (await house.Admin.Post(ProviderHouse.Path, house.Details())).Code);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => house.Admin.Post(ProviderHouse.Path, house.Details(key: "twin"))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal("request.fields", (await house.Admin.Patch($"{ProviderHouse.Path}/{house.Id}", new { key = "new" })).Code);
        Assert.Equal("request.fields", (await house.Admin.Patch($"{ProviderHouse.Path}/{house.Id}", new { issuer = "https://elsewhere.example" })).Code);
        Assert.Equal("open-id.unknown-provider", (await house.Admin.Patch($"{ProviderHouse.Path}/{house.Id[..^4]}zzzz", new { name = "N" })).Code);
    }

    [Theory, OnBothDatabases]
    public async Task Removed_it_is_gone_with_its_logins_and_sign_ins_and_accounts_stay(Engine engine)
    {
        await using var house = await ProviderHouse.Open(engine, newAccounts: "member");
        using var dana = house.Site.NewVisitor();
        await house.SignIn(dana, AtProvider.Of(Cast.Dana));
        using var removed = await house.Admin.Http.DeleteAsync($"/api/v1{ProviderHouse.Path}/{house.Id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("/sign-in", (await dana.Open("/account")).Path.Split('?')[0]);
        Assert.NotNull(await house.AccountOf(Cast.Dana.Email));
        (await house.Admin.Post(ProviderHouse.Path, house.Details())).Fine();
        Assert.Equal("/account", (await house.SignIn(dana, AtProvider.Of(Cast.Dana) with { Subject = "a new subject" })).Path);
    }

    [Fact]
    public async Task Nobody_but_an_admin_sees_or_changes_providers()
    {
        await using var house = await ProviderHouse.Open();
        var ada = await house.Site.Enroll(Cast.Ada, SiteRole.Creator);
        using var program = house.Site.NewVisitor().WithToken(await house.Site.Token(ada, Scopes.RoomsWrite));
        Assert.Equal(HttpStatusCode.Forbidden, (await program.Get(ProviderHouse.Path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.Post(ProviderHouse.Path, house.Details(key: "mine"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.Patch($"{ProviderHouse.Path}/{house.Id}", new { newAccounts = "creator" })).Status);
        using var browser = house.Site.NewVisitor();
        await browser.SignIn(Cast.Ada);
        foreach (var path in new[] { "", "/new", $"/{house.Id}", $"/{house.Id}/remove" }) Assert.Equal(HttpStatusCode.Forbidden, (await browser.Open("/admin/open-id" + path)).Status);
    }
}
