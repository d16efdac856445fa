using System.Net;
using System.Text;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Web;

/// <summary>What every answer has, whatever it is about.</summary>
public sealed class AnswersTests
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/problems")]
    [InlineData("/nothing")]
    [InlineData("/api/v1/nothing")]
    public async Task Answers_forbid_what_the_site_does_not_do_itself(string path)
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        using var answer = await somebody.Http.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        foreach (var rule in new[] { "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'" })
            Assert.Contains(rule, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_site_on_https_asks_to_be_reached_on_nothing_else()
    {
        await using var site = await UsherSite.Start(settings: "PublicAddress=https://rooms.northfield.example");
        using var somebody = site.NewVisitor();
        using var answer = await somebody.Http.GetAsync("/sign-in");
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task Scripts_run_by_a_word_that_is_new_each_time()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        var (first, second) = (await NonceOf(somebody), await NonceOf(somebody));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, 404, "not-found")]
    [InlineData("GET", "/api/v1/sign-in", null, 405, "request.method")]
    [InlineData("POST", "/api/v1/sign-in", null, 400, "request.malformed")]
    [InlineData("POST", "/api/v1/sign-in", "email=a", 415, "request.media-type")]
    [InlineData("POST", "/api/v1/sign-in", "{", 400, "request.malformed")]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"a\"}", 400, "request.malformed")]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"a\",\"password\":\"b\",\"admin\":true}", 400, "request.malformed")]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":\"a\",\"email\":\"b\",\"password\":\"b\"}", 400, "request.malformed")]
    [InlineData("POST", "/api/v1/sign-in", "{\"email\":1,\"password\":\"b\"}", 400, "request.malformed")]
    [InlineData("DELETE", "/api/v1/me/tokens/nonsense", null, 404, "not-found")]
    [InlineData("GET", "/api/v1/me/tokens?limit=many", null, 400, "request.malformed")]
    public async Task The_api_says_with_a_code_what_it_could_not_do(string method, string path, string? body, int status, string code)
    {
        await using var site = await UsherSite.Start();
        using var program = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, body[0] == '{' ? "application/json" : "text/plain");
        using var answer = await program.Http.SendAsync(request);
        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.Problem()));
    }

    [Fact]
    public async Task A_body_beyond_measure_is_refused()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        using var body = new StringContent($"{{\"email\":\"{new string('a', 300_000)}\",\"password\":\"b\"}}", Encoding.UTF8, "application/json");
        using var answer = await somebody.Http.PostAsync("/api/v1/sign-in", body);
        Assert.Equal("request.too-large", await answer.Problem());
    }

    [Fact]
    public async Task A_fault_is_told_kindly_and_without_its_insides()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        await ada.SignIn(Cast.Ada);
        await site.Door.Write(db => db.Database.ExecuteSqlRawAsync("DROP TABLE personal_tokens"));
        var page = await ada.Open("/account");
        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Contains("Something went wrong on our side", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("personal_tokens", page.Text, StringComparison.Ordinal);
        Assert.Equal("unexpected", await (await ada.Http.GetAsync("/api/v1/me/tokens")).Problem());
    }

    [Theory]
    [InlineData(null, "127.0.0.1")]
    [InlineData("Proxies:0=127.0.0.0/8", "203.0.113.7")]
    [InlineData("Proxies:0=10.0.0.0/8", "127.0.0.1")]
    public async Task Only_a_known_proxy_says_where_somebody_comes_from(string? setting, string from)
    {
        await using var site = await UsherSite.Start(settings: setting is null ? [] : [setting]);
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        ada.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await ada.SignIn(Cast.Ada);
        await using var db = site.Read();
        Assert.Equal(from, (await db.Set<SignIn>().SingleAsync()).From);
    }

    [Theory]
    [InlineData("navigate", HttpStatusCode.Redirect)]
    [InlineData("cors", HttpStatusCode.OK)]
    public async Task A_browser_that_came_by_another_name_of_this_machine_is_sent_to_the_configured_one(string mode, HttpStatusCode status)
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{site.Address.Port}/sign-in?return=/account");
        request.Headers.Add("Sec-Fetch-Mode", mode);
        using var answer = await somebody.Http.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.Redirect) Assert.Equal(new Uri(site.Address, "/sign-in?return=/account"), answer.Headers.Location);
    }

    [Fact]
    public async Task After_a_form_the_next_page_is_asked_for_with_get_and_nothing_is_sent_twice()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        foreach (var (page, form) in new[] { ("/sign-in", "/sign-in"), ("/account", "/account/name"), ("/account", "/language"), ("/account", "/sign-out") })
        {
            var token = (await ada.Open(page)).Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var answer = await ada.Http.PostAsync(form, new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token,
                ["email"] = Cast.Ada.Email,
                ["password"] = Person.Password,
                ["firstName"] = Cast.Ada.FirstName,
                ["lastName"] = Cast.Ada.LastName,
                ["return"] = "/account",
            }));
            Assert.Equal((form, HttpStatusCode.SeeOther), (form, answer.StatusCode));
        }
        using var turnedAway = await ada.Http.GetAsync("/account");
        Assert.Equal(HttpStatusCode.Redirect, turnedAway.StatusCode);
    }

    private static async Task<string> NonceOf(Visitor visitor)
    {
        using var answer = await visitor.Http.GetAsync("/sign-in");
        var document = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        var nonces = document.Scripts.Select(script => script.GetAttribute("nonce")).Distinct().ToList();
        var nonce = Assert.Single(nonces)!;
        Assert.Contains($"'nonce-{nonce}'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Empty(document.QuerySelectorAll("[style], style, [onclick]"));
        return nonce;
    }
}
