using System.Net;
using System.Net.Http.Json;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Web;

/// <summary>Requests that other sites make a browser send are refused.</summary>
public sealed class OwnOriginTests
{
    [Theory]
    [InlineData("ours", "same-origin", true, true)]
    [InlineData("ours", null, true, true)]
    [InlineData("null", "same-origin", true, true)]
    [InlineData("null", null, true, true)]
    [InlineData(null, null, true, true)]
    [InlineData("null", null, false, false)]
    [InlineData(null, null, false, false)]
    [InlineData("https://elsewhere.example", null, true, false)]
    [InlineData("https://elsewhere.example", "same-origin", true, false)]
    [InlineData("null", "cross-site", true, false)]
    [InlineData("null", "same-site", true, false)]
    [InlineData(null, "cross-site", true, false)]
    public async Task A_cookie_speaks_only_from_the_sites_own_pages(string? origin, string? fetchSite, bool withToken, bool heard)
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        await ada.SignIn(Cast.Ada);
        var token = (await (await ada.Http.GetAsync("/api/v1/me")).Json()).GetProperty("antiforgeryToken").GetString();
        using var request = Sending(site, origin, fetchSite);
        if (withToken) request.Headers.Add("X-Usher-Antiforgery", token);
        using var answer = await ada.Http.SendAsync(request);
        Assert.Equal(heard ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData(null)]
    public async Task A_cookie_without_the_antiforgery_token_is_not_enough(string? fetchSite)
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        await ada.SignIn(Cast.Ada);
        using var request = Sending(site, "ours", fetchSite);
        using var answer = await ada.Http.SendAsync(request);
        Assert.Equal("request.foreign-origin", await answer.Problem());
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_with_a_page_that_says_what_to_do()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("email", "a@b.example")]) };
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await somebody.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("load it again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_with_a_token_needs_neither()
    {
        await using var site = await UsherSite.Start();
        using var program = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead));
        using var answer = await program.Http.PostAsJsonAsync("/api/v1/me/tokens", new { name = "Another", scopes = new[] { Scopes.RoomsRead } });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_websocket_from_elsewhere_is_refused()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/live/hub");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Origin", "https://elsewhere.example");
        using var answer = await somebody.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static HttpRequestMessage Sending(UsherSite site, string? origin, string? fetchSite)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sign-out");
        request.Options.Set(Cookies.OriginAsGiven, true);
        if (origin is not null) request.Headers.Add("Origin", origin == "ours" ? site.Address.GetLeftPart(UriPartial.Authority) : origin);
        if (fetchSite is not null) request.Headers.Add("Sec-Fetch-Site", fetchSite);
        return request;
    }
}
