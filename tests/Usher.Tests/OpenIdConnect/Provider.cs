using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Usher.Data;
using Usher.Tests.Fixtures;
using Usher.Tests.Lti;

namespace Usher.Tests.OpenIdConnect;

/// <summary>Somebody with an account at the provider.</summary>
/// <param name="Verified">The <c>email_verified</c>: true, false, a word, or null for not said.</param>
internal sealed record AtProvider(string Subject, string? FirstName, string? LastName, string? Email, object? Verified)
{
    public static AtProvider Of(Person person, object? verified = null) => new($"sub-{person.FirstName}", person.FirstName, person.LastName, person.Email, verified ?? true);
}

/// <summary>
/// An OpenID Provider, written from OpenID Connect Core 1.0, Discovery 1.0 and RFC 7636: it asserts what a client must send, and says
/// whatever a test wants of whoever signs in.
/// </summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string Client = "usher-at-school";
    public const string Secret = "a secret between the two";
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Grant> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AtProvider> accessTokens = new(StringComparer.Ordinal);
    private RSA key = RSA.Create(2048);
    private string kid = "key-1";

    private Provider(WebApplication app, Uri address) => (this.app, Address) = (app, address);

    public Uri Address { get; }
    public string Issuer => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Who is signed in there: whom its page offers to go on as.</summary>
    public AtProvider Who { get; set; } = AtProvider.Of(Cast.Dana);

    /// <summary>Where it tells names and addresses: in the token, or only when asked with the access token.</summary>
    public bool TellsInToken { get; set; } = true;

    /// <summary>What is done to the next tokens before they are signed, and after.</summary>
    public Action<Token> Change { get; set; } = _ => { };

    public Action<JsonObject> ChangeDescription { get; set; } = _ => { };

    /// <summary>What it answers as somebody else's <c>sub</c> when asked with the access token; null for the same.</summary>
    public string? OtherSubject { get; set; }

    /// <summary>It answers nothing but "gone".</summary>
    public bool IsDown { get; set; }

    public static async Task<Provider> Start()
    {
        var address = new Uri($"http://127.0.0.1:{Usher.Live.FreePorts.Next()}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.Urls.Add(address.GetLeftPart(UriPartial.Authority));
        var provider = new Provider(web, address);
        provider.Map();
        await web.StartAsync();
        return provider;
    }

    public string At(string path) => Issuer + path;

    /// <summary>A new key in place of the old one.</summary>
    public void RotateKey() => (key, kid) = (RSA.Create(2048), $"key-{Usher.Data.Secret.New()[..6]}");

    /// <summary>What somebody's browser does there: it arrives with a request, which must be as the specifications say, and is sent back.</summary>
    /// <returns>Where to.</returns>
    public string Authorize(string url)
    {
        var asked = QueryHelpers.ParseQuery(new Uri(url).Query).ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal);
        Assert.Equal(("code", Client), (asked["response_type"], asked["client_id"]));
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Superset(new HashSet<string>(["openid", "email", "profile"]), asked["scope"].Split(' ').ToHashSet(StringComparer.Ordinal));
        var code = Usher.Data.Secret.New();
        codes[code] = new(asked["redirect_uri"], asked["nonce"], asked["code_challenge"], Who);
        return QueryHelpers.AddQueryString(asked["redirect_uri"], new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] });
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        key.Dispose();
    }

    private void Map()
    {
        app.Use((context, next) =>
        {
            if (!IsDown) return next();
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(Description()));
        app.MapGet("/jwks", () =>
        {
            var open = key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid, n = Base64Url.EncodeToString(open.Modulus), e = Base64Url.EncodeToString(open.Exponent) } } });
        });
        app.MapGet("/authorize", (HttpRequest request) => Results.Content(
            $"<h1>School</h1><p>You are {WebUtility.HtmlEncode(Who.FirstName)}.</p><a href='{WebUtility.HtmlEncode(Authorize(At(request.Path + request.QueryString)))}'>Go on</a>", "text/html"));
        app.MapPost("/token", GiveTokens);
        app.MapGet("/userinfo", (HttpRequest request) =>
        {
            if (request.Headers.Authorization.ToString() is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] || !accessTokens.TryGetValue(token, out var who)) return Results.StatusCode(401);
            var told = new JsonObject { ["sub"] = OtherSubject ?? who.Subject };
            Tell(told, who);
            return Results.Json(told);
        });
    }

    private JsonObject Description()
    {
        var said = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = At("/authorize"),
            ["token_endpoint"] = At("/token"),
            ["userinfo_endpoint"] = At("/userinfo"),
            ["jwks_uri"] = At("/jwks"),
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        };
        ChangeDescription(said);
        return said;
    }

    private async Task<IResult> GiveTokens(HttpRequest request)
    {
        var asked = await request.ReadFormAsync();
        if (!codes.TryRemove(asked["code"].ToString(), out var grant)) return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(asked["code_verifier"].ToString())));
        if (asked["grant_type"] != "authorization_code" || asked["redirect_uri"] != grant.RedirectUri || challenge != grant.Challenge) return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        if (asked["client_id"] != Client || asked["client_secret"] != Secret) return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        var access = Usher.Data.Secret.New();
        accessTokens[access] = grant.Who;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = Client, ["sub"] = grant.Who.Subject, ["iat"] = now, ["exp"] = now + 300, ["nonce"] = grant.Nonce };
        if (TellsInToken) Tell(claims, grant.Who);
        var token = new Token(claims, key, kid);
        Change(token);
        return Results.Json(new { access_token = access, token_type = "Bearer", expires_in = 300, id_token = token.Write() });
    }

    private static void Tell(JsonObject claims, AtProvider who)
    {
        if (who.FirstName is not null) (claims["given_name"], claims["family_name"], claims["name"]) = (who.FirstName, who.LastName, $"{who.FirstName} {who.LastName}");
        if (who.Email is not null) claims["email"] = who.Email;
        if (who.Verified is not null) claims["email_verified"] = who.Verified is bool said ? said : (string)who.Verified;
    }

    private sealed record Grant(string RedirectUri, string Nonce, string Challenge, AtProvider Who);
}
