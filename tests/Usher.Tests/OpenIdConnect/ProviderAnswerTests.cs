using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.OpenIdConnect;
using Usher.Tests.Fixtures;
using Usher.Tests.Lti;

namespace Usher.Tests.OpenIdConnect;

/// <summary>What a provider answers is taken from the browser that asked, once, and only if every part of it is right.</summary>
public sealed class ProviderAnswerTests
{
    private static readonly Dictionary<string, Action<Token>> Spoiled = new(StringComparer.Ordinal)
    {
        ["another's signature"] = token => token.Key = System.Security.Cryptography.RSA.Create(2048),
        ["an unknown key"] = token => token.Header["kid"] = "nobody's",
        ["no signature"] = token => token.Header["alg"] = "none",
        ["the public key as a secret"] = token => token.Header["alg"] = "HS256",
        ["changed after signing"] = token => token.Finish = text => text[..^6] + "AAAAAA",
        ["another issuer"] = token => token.Claims["iss"] = "https://elsewhere.example",
        ["the issuer with a slash"] = token => token.Claims["iss"] = token.Claims["iss"] + "/",
        ["no issuer"] = token => token.Remove("iss"),
        ["another audience"] = token => token.Claims["aud"] = "another client",
        ["no audience"] = token => token.Remove("aud"),
        ["an azp of another's"] = token => (token.Claims["aud"], token.Claims["azp"]) = (new System.Text.Json.Nodes.JsonArray(Provider.Client, "other"), "other"),
        ["expired"] = token => token.Claims["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 600,
        ["no end"] = token => token.Remove("exp"),
        ["not yet"] = token => token.Claims["nbf"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600,
        ["no nonce"] = token => token.Remove("nonce"),
        ["another nonce"] = token => token.Claims["nonce"] = "of another sign-in",
        ["no subject"] = token => token.Remove("sub"),
        ["an empty subject"] = token => token.Claims["sub"] = "",
        ["a subject without end"] = token => token.Claims["sub"] = new string('s', 256),
    };

    public static TheoryData<string> Faults => [.. Spoiled.Keys];

    [Theory, MemberData(nameof(Faults))]
    public async Task A_token_with_any_fault_signs_nobody_in(string fault)
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        house.Provider.Change = Spoiled[fault];
        using var browser = house.Site.NewVisitor();
        var page = await house.SignIn(browser);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(OpenIdProblems.BadAnswer.Sentence, page.Text, StringComparison.Ordinal);
        await using var db = house.Site.Read();
        Assert.Empty(db.SignIns.AsNoTracking().Where(one => one.ProviderId != null));
        Assert.Null(await house.AccountOf(Cast.Dana.Email));
    }

    [Fact]
    public async Task A_token_need_not_name_its_key_where_there_is_but_one()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        house.Provider.Change = token => token.Header.Remove("kid");
        using var browser = house.Site.NewVisitor();
        Assert.Equal("/account", (await house.SignIn(browser)).Path);
    }

    [Fact]
    public async Task An_answer_is_taken_once()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var browser = house.Site.NewVisitor();
        var back = house.Provider.Authorize(await house.Leave(browser));
        Assert.Equal("/account", (await browser.Open(back)).Path);
        Assert.Contains(OpenIdProblems.BadAnswer.Sentence, (await browser.Open(back)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_taken_from_no_other_browser_than_the_one_that_asked()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var attacker = house.Site.NewVisitor();
        using var victim = house.Site.NewVisitor();
        var back = house.Provider.Authorize(await house.Leave(attacker));
        // Also not when the victim is on the way to the provider at the same time.
        await house.Leave(victim);
        Assert.Equal(HttpStatusCode.BadRequest, (await victim.Open(back)).Status);
        Assert.Equal("/sign-in", (await victim.Open("/account")).Path.Split('?')[0]);
    }

    [Fact]
    public async Task A_sign_in_begins_by_a_form_of_the_sites_own_alone()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var browser = house.Site.NewVisitor();
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("return", "/account")]);
        using var answer = await browser.Http.PostAsync("/sign-in/with/school", content);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("/sign-in", (await browser.Open("/sign-in/with/school")).Path);
    }

    [Fact]
    public async Task One_provider_does_not_answer_for_another()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        (await house.Admin.Post(ProviderHouse.Path, house.Details("member", key: "other"))).Fine();
        using var browser = house.Site.NewVisitor();
        var back = house.Provider.Authorize(await house.Leave(browser));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Open(back.Replace("/school/", "/other/", StringComparison.Ordinal))).Status);
        using var second = house.Site.NewVisitor();
        var named = QueryHelpers.AddQueryString(house.Provider.Authorize(await house.Leave(second)), "iss", "https://elsewhere.example");
        Assert.Equal(HttpStatusCode.BadRequest, (await second.Open(named)).Status);
    }

    [Fact]
    public async Task What_is_told_beside_the_token_must_be_of_the_same_person()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        (house.Provider.TellsInToken, house.Provider.OtherSubject) = (false, "sub-of-another");
        using var browser = house.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.BadRequest, (await house.SignIn(browser)).Status);
    }

    [Theory]
    [InlineData("access_denied", "open-id.declined")]
    [InlineData("server_error", "open-id.answer")]
    [InlineData("<script>alert(1)</script>", "open-id.answer")]
    public async Task A_refusal_there_is_told_in_plain_words_here(string error, string code)
    {
        await using var house = await ProviderHouse.Open();
        using var browser = house.Site.NewVisitor();
        var asked = QueryHelpers.ParseQuery(new Uri(await house.Leave(browser, "/rooms?tab=all")).Query);
        var page = await browser.Open(QueryHelpers.AddQueryString("/sign-in/with/school/back", new Dictionary<string, string?> { ["error"] = error, ["error_description"] = "Says the provider", ["state"] = asked["state"] }));
        Assert.Contains(Problem.Catalogue.Single(problem => problem.Code == code).Sentence, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Says the provider", page.Text, StringComparison.Ordinal);
        // And the way on is still the one that they were on.
        Assert.Equal("/rooms?tab=all", page.Document.QuerySelector("form.card input[name=return]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Without_a_state_of_ours_nothing_is_taken()
    {
        await using var house = await ProviderHouse.Open();
        using var browser = house.Site.NewVisitor();
        foreach (var query in new[] { "", "?code=c", "?code=c&state=s", "?error=access_denied" })
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.Open("/sign-in/with/school/back" + query)).Status);
    }

    [Fact]
    public async Task A_provider_that_fails_on_the_way_back_is_refused_and_what_it_said_of_itself_outlasts_it()
    {
        await using var house = await ProviderHouse.Open();
        using var browser = house.Site.NewVisitor();
        var back = house.Provider.Authorize(await house.Leave(browser));
        house.Provider.IsDown = true;
        var page = await browser.Open(back);
        Assert.Contains(OpenIdProblems.BadAnswer.Sentence, page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.Submit(page, "form[action='/sign-in/with/school']")).Status);
    }

    [Fact]
    public async Task A_provider_that_never_answered_since_the_start_is_a_way_that_is_closed_for_now()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var house = await ProviderHouse.Open(time: time);
        house.Provider.IsDown = true;
        using var browser = house.Site.NewVisitor();
        var page = await browser.Submit(await browser.Open("/sign-in"), "form[action='/sign-in/with/school']");
        Assert.Equal(HttpStatusCode.BadGateway, page.Status);
        Assert.Contains(OpenIdProblems.Unreachable.Sentence, page.Text, StringComparison.Ordinal);
        // For a minute it is not asked again, whoever comes: the next who do are told at once.
        house.Provider.IsDown = false;
        Assert.Equal(HttpStatusCode.BadGateway, (await browser.Submit(await browser.Open("/sign-in"), "form[action='/sign-in/with/school']")).Status);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, (await browser.Submit(await browser.Open("/sign-in"), "form[action='/sign-in/with/school']")).Status);
    }

    [Fact]
    public async Task A_provider_that_changes_its_key_is_followed()
    {
        await using var house = await ProviderHouse.Open(newAccounts: "member");
        using var first = house.Site.NewVisitor();
        await house.SignIn(first);
        house.Provider.RotateKey();
        using var second = house.Site.NewVisitor();
        Assert.Equal("/account", (await house.SignIn(second)).Path);
    }
}
