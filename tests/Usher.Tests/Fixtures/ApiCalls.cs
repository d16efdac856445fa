using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Usher.Tests.Fixtures;

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>The code of a problem; null when it is none.</summary>
    public string? Code => Body.ValueKind is JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string this[string name] => Body.GetProperty(name).GetString()!;

    /// <summary>The answer, which must be one of success.</summary>
    public ApiAnswer Fine()
    {
        Assert.True((int)Status is >= 200 and < 300, $"{Status}: {Body}");
        return this;
    }
}

/// <param name="Token">The secret of the link.</param>
public sealed record Invited(string Id, string Token)
{
    public string Path => $"/i/{Token}";
}

/// <summary>The API as programs call it: paths below <c>/api/v1</c>.</summary>
public static class ApiCalls
{
    public static Task<ApiAnswer> Get(this Visitor visitor, string path) => visitor.Send(HttpMethod.Get, path, null);

    public static Task<ApiAnswer> Post(this Visitor visitor, string path, object body) => visitor.Send(HttpMethod.Post, path, body);

    public static Task<ApiAnswer> Patch(this Visitor visitor, string path, object body) => visitor.Send(HttpMethod.Patch, path, body);

    /// <summary>A room of this person with a session that is open until somebody ends it.</summary>
    public static async Task<(string Room, string Session)> OpenRoom(this Visitor host, string title = "Tides and turbines")
    {
        var room = (await host.Post("/rooms", new { title })).Fine()["id"];
        var session = (await host.Post($"/rooms/{room}/sessions", new { })).Fine()["id"];
        return (room, session);
    }

    /// <summary>Invites somebody.</summary>
    public static async Task<Invited> Invite(this Visitor host, string room, Person person, string role = "viewer", bool sendEmail = false)
    {
        var invitation = (await host.Post($"/rooms/{room}/invitations", new { email = person.Email, firstName = person.FirstName, lastName = person.LastName, role, sendEmail })).Fine();
        return new Invited(invitation["id"], invitation["url"].Split("/i/")[1]);
    }

    private static async Task<ApiAnswer> Send(this Visitor visitor, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await visitor.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ApiAnswer(response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
