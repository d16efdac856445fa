using System.Net.Http.Json;
using System.Text.Json;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Invitations;

/// <summary>A running site with its admin and her room, used as a program would: over the API with a personal token.</summary>
internal sealed class InvitingSite : IAsyncDisposable
{
    private const string Token = "usher_pat_0123456789abcdefghjkmnpqrstvwxyz";

    private InvitingSite(UsherSite site) => Site = site;

    public UsherSite Site { get; }
    public HttpClient Host { get; private set; } = null!;
    public string Room { get; private set; } = "";
    public string Session { get; private set; } = "";

    public static async Task<InvitingSite> Start(Engine engine = Engine.Sqlite, TimeProvider? time = null, params string[] settings)
    {
        var site = await UsherSite.Start(engine, time, null,
            ["Bootstrap:Email=mina@northfield.example", "Bootstrap:Password=Correct-Horse-1815", $"Bootstrap:Token={Token}", .. settings]);
        var inviting = new InvitingSite(site) { Host = site.NewVisitor().WithToken(Token).Http };
        inviting.Room = (await inviting.Post("/rooms", new { title = "Tides and turbines", timeZone = "Europe/Dublin" })).Text("id");
        inviting.Session = (await inviting.Post($"/rooms/{inviting.Room}/sessions", new { })).Text("id");
        return inviting;
    }

    public string Invitations => $"/rooms/{Room}/invitations";

    public async Task<Answer> Post(string path, object? body = null, HttpClient? who = null)
    {
        using var response = await (who ?? Host).PostAsync($"/api/v1{path}", body is null ? null : JsonContent.Create(body));
        return await Answer.Of(response);
    }

    public async Task<Answer> Patch(string path, object body)
    {
        using var response = await Host.PatchAsync($"/api/v1{path}", JsonContent.Create(body));
        return await Answer.Of(response);
    }

    public async Task<Answer> Get(string path)
    {
        using var response = await Host.GetAsync($"/api/v1{path}");
        return await Answer.Of(response);
    }

    public Task<Answer> Invite(object? more = null) => Post(Invitations, Merge(Ben, more));

    /// <summary>Ben's invitation, and the path of its link.</summary>
    public async Task<(string Id, string Link)> InviteBen(object? more = null)
    {
        var issued = await Invite(more);
        Assert.Equal(201, issued.Status);
        return (issued.Text("id"), new Uri(issued.Text("url")).AbsolutePath);
    }

    public async Task<Answer> Claim(string link, HttpClient who, string email = "ben.okafor@tidewright.example") =>
        await Post($"/entry{link[2..]}/claim", new { email }, who);

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private static readonly object Ben = new { email = "ben.okafor@tidewright.example", firstName = "Ben", lastName = "Okafor" };

    private static Dictionary<string, object?> Merge(object one, object? other)
    {
        var all = one.GetType().GetProperties().ToDictionary(property => property.Name, property => property.GetValue(one));
        foreach (var property in other?.GetType().GetProperties() ?? []) all[property.Name] = property.GetValue(other);
        return all;
    }
}

/// <param name="Code">The problem's code; null for an answer that is none.</param>
internal sealed record Answer(int Status, JsonElement Body, string? Code, HttpResponseMessage Response)
{
    public static async Task<Answer> Of(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var body = text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true
            ? JsonDocument.Parse(text).RootElement
            : default;
        var code = body.ValueKind is JsonValueKind.Object && body.TryGetProperty("code", out var said) ? said.GetString() : null;
        return new Answer((int)response.StatusCode, body, code, response);
    }

    public string Text(string name) => Body.GetProperty(name).GetString()!;
}
