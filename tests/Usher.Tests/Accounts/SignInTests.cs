using System.Net;
using System.Net.Http.Json;
using AngleSharp;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>Signing in with a password, and out again.</summary>
public sealed class SignInTests
{
    [Theory, OnBothDatabases]
    public async Task The_right_password_leads_on_to_where_one_was_going(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        var page = await ada.SignIn(Cast.Ada);
        Assert.Equal((HttpStatusCode.OK, "/account"), (page.Status, page.Path));
        Assert.Contains(Cast.Ada.Email, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_learns_from_a_refusal_whether_there_is_such_an_account()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var somebody = site.NewVisitor();
        var wrong = await somebody.SignIn(Cast.Ada, "not the password");
        var unknown = await somebody.SignIn(Cast.Gus, "not the password");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(wrong.Text, unknown.Text);
        Assert.DoesNotContain("not the password", wrong.Document.ToHtml(), StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Five_tries_are_followed_by_a_pause_that_the_right_password_does_not_break(Engine engine)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T10:00:00Z", null));
        await using var site = await UsherSite.Start(engine, time);
        await site.Enroll(Cast.Ada);
        using var somebody = site.NewVisitor();
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, await Try(somebody, "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Try(somebody, Person.Password));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.OK, await Try(somebody, Person.Password));
    }

    [Theory, OnBothDatabases]
    public async Task Many_tries_at_once_are_not_many_guesses(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        await site.Enroll(Cast.Ada);
        using var somebody = site.NewVisitor();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Try(somebody, "wrong")));
        await using var db = site.Read();
        Assert.InRange(db.Set<Account>().Single().AccessFailedCount, 1, 5);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("/\t/elsewhere.example")]
    public async Task Signing_in_leads_nowhere_but_on_this_site(string onTo)
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        Assert.Equal("/rooms", (await ada.SignIn(Cast.Ada, onTo: onTo)).Path);
    }

    [Fact]
    public async Task Signing_out_is_final_also_for_a_cookie_that_was_copied()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        var account = await ada.SignIn(Cast.Ada);
        using var thief = site.NewVisitor();
        foreach (var (name, value) in ada.Cookies.All) thief.Cookies.Set(name, value);
        Assert.Equal("/account", (await thief.Open("/account")).Path);

        await ada.Submit(account, "form[action='/sign-out']");
        Assert.StartsWith("/sign-in", (await ada.Open("/account")).Path, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await thief.Open("/account")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_for_this_host_alone_and_no_script_reads_it()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada);
        using var ada = site.NewVisitor();
        using var answer = await ada.Http.PostAsJsonAsync("/api/v1/sign-in", new { email = Cast.Ada.Email, password = Person.Password });
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-usher=", cookie, StringComparison.Ordinal);
        foreach (var word in new[] { "path=/", "secure", "httponly", "samesite=lax" }) Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<HttpStatusCode> Try(Visitor visitor, string password)
    {
        using var answer = await visitor.Http.PostAsJsonAsync("/api/v1/sign-in", new { email = Cast.Ada.Email, password });
        visitor.Cookies.Clear();
        return answer.StatusCode;
    }
}
