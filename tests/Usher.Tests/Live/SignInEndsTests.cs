using System.Net.Http.Json;
using Usher.Accounts;
using Usher.Data;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>With the sign-in, or the token, ends what was opened by it.</summary>
public sealed class SignInEndsTests
{
    [Fact]
    public async Task Signing_out_ends_the_connections_of_that_sign_in_and_no_other()
    {
        await using var site = await UsherSite.Start();
        var (session, token) = await OpenSession(site);
        using var browser = site.NewVisitor();
        using var elsewhere = site.NewVisitor();
        var page = await browser.SignIn(Cast.Ada);
        await elsewhere.SignIn(Cast.Ada);
        await using var leaving = await Enter(site, session, cookie: browser.Cookies.Header);
        await using var staying = await Enter(site, session, cookie: elsewhere.Cookies.Header);
        await using var program = await Enter(site, session, token: token);
        await Out(leaving, () => browser.Submit(page, "form[action='/sign-out']"));
        Assert.True(staying.IsOpen && program.IsOpen);
        Assert.Null((await staying.Call("Say", "1", "chat", "Still here")).Problem);
    }

    [Fact]
    public async Task A_revoked_token_is_out_of_the_session_too()
    {
        await using var site = await UsherSite.Start();
        var (session, token) = await OpenSession(site);
        await using var client = await Enter(site, session, token: token);
        using var program = site.NewVisitor().WithToken(token);
        var own = (await (await program.Http.GetAsync("/api/v1/me/tokens")).Json())[0].GetProperty("id").GetString();
        await Out(client, () => program.Http.DeleteAsync($"/api/v1/me/tokens/{own}"));
    }

    [Fact]
    public async Task A_disabled_account_is_out_of_the_session_too()
    {
        await using var site = await UsherSite.Start();
        var (session, token) = await OpenSession(site);
        using var mina = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Mina, SiteRole.Admin), Scopes.Admin));
        var ada = (await (await mina.Http.GetAsync("/api/v1/admin/users")).Json()).EnumerateArray().Single(user => user.GetProperty("email").GetString() == Cast.Ada.Email);
        await using var client = await Enter(site, session, token: token);
        await Out(client, () => mina.Http.PatchAsJsonAsync($"/api/v1/admin/users/{ada.GetProperty("id").GetString()}", new { disabled = true }));
    }

    private static async Task Out<T>(LiveClient client, Func<Task<T>> act)
    {
        await act();
        // Everybody's right is judged anew every few seconds too, which may come first where an account was disabled.
        Assert.Contains(await client.Out, new[] { "sign-in.needed", "live.not-admitted" });
        await client.Closed;
    }

    private static async Task<(SessionId Session, string Token)> OpenSession(UsherSite site)
    {
        var token = await site.Token(await site.Enroll(Cast.Ada, SiteRole.Creator), [.. Scopes.All]);
        using var ada = site.NewVisitor().WithToken(token);
        return (SessionId.Parse((await ada.OpenRoom()).Session, null), token);
    }

    private static async Task<LiveClient> Enter(UsherSite site, SessionId session, string? cookie = null, string? token = null)
    {
        var client = await LiveClient.Connect(site.Address, cookie, token);
        Assert.Null(await client.Enter(session));
        return client;
    }
}
