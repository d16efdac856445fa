using System.Net;
using System.Net.Http.Json;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>What personal tokens open, and for how long.</summary>
public sealed class PersonalTokenTests
{
    [Theory, OnBothDatabases]
    public async Task A_token_says_who_it_is_and_what_it_may_be_used_for(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var program = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead));
        var me = await (await program.Http.GetAsync("/api/v1/me")).Json();
        Assert.Equal(Cast.Ada.Email, me.GetProperty("email").GetString());
        Assert.Equal([Scopes.RoomsRead], me.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.False(me.TryGetProperty("antiforgeryToken", out _));
    }

    [Fact]
    public async Task Only_its_hash_is_kept()
    {
        await using var site = await UsherSite.Start();
        var secret = await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead);
        await using var db = site.Read();
        Assert.Equal(TokenSecret.Hash(secret), db.Set<PersonalToken>().Single().Hash);
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing()
    {
        await using var site = await UsherSite.Start();
        using var program = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead));
        var tokens = await (await program.Http.GetAsync("/api/v1/me/tokens")).Json();
        using var revoked = await program.Http.DeleteAsync($"/api/v1/me/tokens/{tokens[0].GetProperty("id").GetString()}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var after = await program.Http.GetAsync("/api/v1/me");
        Assert.Equal("sign-in.token-refused", await after.Problem());
    }

    [Fact]
    public async Task Nobody_revokes_the_token_of_another()
    {
        await using var site = await UsherSite.Start();
        var ada = await site.Enroll(Cast.Ada);
        using var adasProgram = site.NewVisitor().WithToken(await site.Token(ada, Scopes.RoomsRead));
        using var bensProgram = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ben), Scopes.RoomsRead));
        var tokens = await (await adasProgram.Http.GetAsync("/api/v1/me/tokens")).Json();
        using var answer = await bensProgram.Http.DeleteAsync($"/api/v1/me/tokens/{tokens[0].GetProperty("id").GetString()}");
        Assert.Equal("not-found", await answer.Problem());
    }

    [Fact]
    public async Task A_token_makes_none_that_may_do_more()
    {
        await using var site = await UsherSite.Start();
        using var program = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead));
        using var answer = await program.Http.PostAsJsonAsync("/api/v1/me/tokens", new { name = "More", scopes = new[] { Scopes.RoomsWrite } });
        Assert.Equal("request.fields", await answer.Problem());
    }

    [Fact]
    public async Task A_token_revokes_none_that_may_do_more()
    {
        await using var site = await UsherSite.Start();
        var ada = await site.Enroll(Cast.Ada);
        using var wide = site.NewVisitor().WithToken(await site.Token(ada, Scopes.RoomsRead, Scopes.RoomsWrite));
        using var narrow = site.NewVisitor().WithToken(await site.Token(ada, Scopes.RoomsRead));
        var tokens = (await (await narrow.Http.GetAsync("/api/v1/me/tokens")).Json()).EnumerateArray().ToDictionary(
            token => token.GetProperty("scopes").GetArrayLength(), token => token.GetProperty("id").GetString());
        using var refused = await narrow.Http.DeleteAsync($"/api/v1/me/tokens/{tokens[2]}");
        Assert.Equal("sign-in.scope-missing", await refused.Problem());
        Assert.Equal(HttpStatusCode.OK, (await wide.Http.GetAsync("/api/v1/me")).StatusCode);
        using var done = await wide.Http.DeleteAsync($"/api/v1/me/tokens/{tokens[1]}");
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_so()
    {
        await using var site = await UsherSite.Start();
        using var program = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Mina, SiteRole.Admin), Scopes.RoomsRead));
        using var answer = await program.Http.GetAsync("/api/v1/admin/users");
        Assert.Equal("sign-in.scope-missing", await answer.Problem());
    }
}
