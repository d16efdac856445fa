using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Data;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Rooms;

/// <summary>A site with people of the cast on it, on Thursday 28 November 2024 at 15:47 UTC, which is also the time in Dublin.</summary>
internal sealed class RoomSite : IAsyncDisposable
{
    private RoomSite(UsherSite site, FakeTimeProvider time) => (Site, Time) = (site, time);

    public UsherSite Site { get; }
    public FakeTimeProvider Time { get; }

    /// <param name="now">For browsers, who would take the cookies of long past for stale.</param>
    public static async Task<RoomSite> Open(Engine engine = Engine.Sqlite, DateTimeOffset? now = null, params string[] settings)
    {
        // Long past: a silo whose clock is ahead of the machine's takes itself for one that died.
        var time = new FakeTimeProvider(now ?? new(2024, 11, 28, 15, 47, 0, TimeSpan.Zero));
        return new(await UsherSite.Start(engine, time, settings: settings), time);
    }

    /// <summary>Somebody with an account, acting over the API.</summary>
    public async Task<Caller> Join(Person person, SiteRole role = SiteRole.Creator)
    {
        var now = Time.Now();
        var account = CreateAccount.AccountOf(new(person.Email, person.FirstName, person.LastName, role, null), now);
        var secret = TokenSecret.New();
        await Site.Door.Write(db =>
        {
            db.Add(account);
            db.Add(new PersonalToken
            {
                Id = PersonalTokenId.New(now),
                AccountId = account.Id,
                Name = "Tests",
                Hash = TokenSecret.Hash(secret),
                Scopes = string.Join(' ', Scopes.All),
                CreatedAt = now,
            });
            return Task.CompletedTask;
        });
        return new Caller(account.Id, Site.NewVisitor().WithToken(secret).Http);
    }

    /// <summary>Somebody with an account, signed in at a browser without script.</summary>
    public async Task<Visitor> SignIn(Person person, SiteRole role = SiteRole.Creator)
    {
        var create = Site.Services.GetRequiredService<CreateAccount>();
        Assert.Null((await create.Create(new(person.Email, person.FirstName, person.LastName, role, Person.Password), null)).Problem);
        var visitor = Site.NewVisitor();
        await visitor.Submit(await visitor.Open("/sign-in"), "form", ("email", person.Email), ("password", Person.Password));
        return visitor;
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

/// <summary>A program that acts for an account.</summary>
internal sealed class Caller(AccountId account, HttpClient http)
{
    public AccountId Account => account;

    public async Task<Answer> Call(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path);
        if (body is byte[] bytes) request.Content = new ByteArrayContent(bytes);
        else if (body is not null) request.Content = JsonContent.Create(body);
        if (ifMatch is not null) request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
        return new(response.StatusCode, json, response.Headers.ETag?.Tag, response.Headers.TryGetValues("Link", out var link) ? link.Single() : null);
    }

    public Task<Answer> Get(string path) => Call(HttpMethod.Get, path);
    public Task<Answer> Post(string path, object? body = null) => Call(HttpMethod.Post, path, body ?? new { });
    public Task<Answer> Put(string path, object body) => Call(HttpMethod.Put, path, body);
    public Task<Answer> Patch(string path, object body, string? ifMatch = null) => Call(HttpMethod.Patch, path, body, ifMatch);
    public Task<Answer> Delete(string path) => Call(HttpMethod.Delete, path);

    /// <summary>Makes a room and answers its path.</summary>
    public async Task<string> MakeRoom(string title = "Tides and turbines", string access = "private")
    {
        var made = await Post("/rooms", new { title, access, timeZone = "Europe/Dublin" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        return $"/rooms/{made["id"]}";
    }

    /// <summary>What plain HTTP answers, for what is not JSON.</summary>
    public Task<HttpResponseMessage> Raw(string path) => http.GetAsync(path);
}

/// <param name="Link">The header that leads to the next part of a list.</param>
internal sealed record Answer(HttpStatusCode Status, JsonElement Json, string? ETag, string? Link)
{
    public string? this[string name] => Json.GetProperty(name).ToString();

    /// <summary>The code of a refusal.</summary>
    public string? Code => Json.ValueKind is JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The status and, of a refusal, its code: "403 room.forbidden".</summary>
    public string Said => Code is null ? $"{(int)Status}" : $"{(int)Status} {Code}";
}
