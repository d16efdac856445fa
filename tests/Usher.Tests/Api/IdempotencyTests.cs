using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Api;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Api;

/// <summary>A call with an Idempotency-Key is made once.</summary>
public sealed class IdempotencyTests
{
    [Theory, OnBothDatabases]
    public async Task The_same_call_again_is_answered_the_same_and_done_once(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var program = await Program(site);
        var first = await (await Send(program, "key-1", "Calendar")).Json();
        using var second = await Send(program, "key-1", "Calendar");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal(first.GetProperty("token").GetString(), (await second.Json()).GetProperty("token").GetString());
        await using var db = site.Read();
        Assert.Equal(2, await db.Set<PersonalToken>().CountAsync());
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_at_once_one_is_made(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var program = await Program(site);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Send(program, "key-1", "Calendar")));
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("idempotency.in-progress", await answer.Problem());
        await using var db = site.Read();
        Assert.Equal(2, await db.Set<PersonalToken>().CountAsync());
    }

    [Fact]
    public async Task A_key_is_for_one_call()
    {
        await using var site = await UsherSite.Start();
        using var program = await Program(site);
        await Send(program, "key-1", "Calendar");
        using var other = await Send(program, "key-1", "Another");
        Assert.Equal("idempotency.key-reused", await other.Problem());
    }

    [Fact]
    public async Task A_refused_call_may_be_made_again()
    {
        await using var site = await UsherSite.Start();
        using var program = await Program(site);
        Assert.Equal("request.fields", await (await Send(program, "key-1", "")).Problem());
        Assert.Equal(HttpStatusCode.Created, (await Send(program, "key-1", "Calendar")).StatusCode);
    }

    [Fact]
    public async Task Keys_of_different_accounts_do_not_meet()
    {
        await using var site = await UsherSite.Start();
        using var adas = await Program(site);
        using var bens = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ben), Scopes.RoomsRead));
        var first = await (await Send(adas, "key-1", "Calendar")).Json();
        using var answer = await Send(bens, "key-1", "Calendar");
        Assert.NotEqual(first.GetProperty("id").GetString(), (await answer.Json()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_was_answered_is_kept_sealed_and_for_a_day()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T10:00:00Z", null));
        await using var site = await UsherSite.Start(time: time);
        using var program = await Program(site);
        var secret = (await (await Send(program, "key-1", "Calendar")).Json()).GetProperty("token").GetString()!;
        await using var db = site.Read();
        Assert.Equal(-1, db.Set<IdempotentCall>().Single().Answer.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        time.Advance(TimeSpan.FromHours(25));
        using var later = await Send(program, "key-1", "Calendar");
        Assert.False(later.Headers.Contains("Idempotency-Replayed"));
    }

    private static async Task<Visitor> Program(UsherSite site) =>
        site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada), Scopes.RoomsRead));

    private static async Task<HttpResponseMessage> Send(Visitor program, string key, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/me/tokens")
        {
            Content = JsonContent.Create(new { name, scopes = new[] { Scopes.RoomsRead } }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await program.Http.SendAsync(request);
    }
}
