using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Usher.Data;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lti;

/// <summary>How platforms differ from one another in the field.</summary>
/// <param name="SeparateAudience">What a service token is asked for with is no address of the platform's.</param>
/// <param name="RegistrationToken">It gives a tool a token to register with.</param>
/// <param name="KeysWithAlg">Its keyset says what each key is for.</param>
/// <param name="EmptyEmail">It writes <c>""</c> where somebody has no address.</param>
/// <param name="NotBefore">Its tokens have <c>nbf</c>.</param>
/// <param name="StoragePrefix">Under which name it keeps things for tools; null where it does not.</param>
/// <param name="StorageFrame">The frame that does.</param>
/// <param name="ByPost">Its login initiation is a form.</param>
/// <param name="ShortRoles">Its roster names roles shortly.</param>
internal sealed record Habits(
    string Name, bool SeparateAudience, bool RegistrationToken, bool KeysWithAlg, bool EmptyEmail, bool NotBefore, string? StoragePrefix, string StorageFrame, bool ByPost, bool ShortRoles)
{
    public static readonly Habits Brightspace = new("desire2learn", true, false, false, true, true, "org.imsglobal.lti.", "_parent", true, false)
    {
        Deployment = "5f4d0c3a-4e6f-4b7c-9a53-2d0c1f1c9b11",
        Data = "note to self: <&\"é",
        AcceptTypes = ["ltiResourceLink", "link", "html", "image"],
    };

    public static readonly Habits Moodle = new("moodle", false, true, true, false, false, null, "", true, true)
    {
        Deployment = "3",
        Data = """{"course":2,"id":3,"sesskey":"aB3"}""",
        Hint = number => $$"""{"cmid":{{number}},"launchid":"ltilaunch{{number}}_1804289383"}""",
    };

    /// <summary>As it was before it named the client and the deployment.</summary>
    public static readonly Habits OldMoodle = Moodle with { Hint = number => number, NamesClient = false };

    public static readonly Habits Canvas = new("canvas", false, true, true, false, false, "lti.", "post_message_forwarding", false, false)
    {
        Deployment = "1:4dde05e8ca1973bcca9bffc13e1548820eee93a3",
        Issuer = "https://canvas.instructure.com",
        Hint = number => $"eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ2ZXJpZmllciI6Ij{number}.kZ-_",
    };

    public static Habits Of(string family) => family switch
    {
        "desire2learn" => Brightspace,
        "moodle" => Moodle,
        "old moodle" => OldMoodle,
        "canvas" => Canvas,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, null),
    };

    /// <summary>The id of the one deployment.</summary>
    public string Deployment { get; init; } = "";

    /// <summary>The same for every school that the vendor runs the platform for; null where it is the platform's own address.</summary>
    public string? Issuer { get; init; }

    /// <summary>What it notes for itself in a deep-linking request; null for nothing.</summary>
    public string? Data { get; init; }

    /// <summary>What a teacher may put in by its dialog.</summary>
    public string[] AcceptTypes { get; init; } = ["ltiResourceLink"];

    /// <summary>How it writes down which launch it is, for itself to read.</summary>
    public Func<string, string> Hint { get; init; } = number => number;

    /// <summary>Whether its login initiation says the client and the deployment.</summary>
    public bool NamesClient { get; init; } = true;
}

/// <summary>Somebody of the platform's course.</summary>
/// <param name="Roles">Null: the platform leaves them out.</param>
internal sealed record Enrolled(string Subject, string? FirstName, string? LastName, string? Email, string[]? Roles, string? Status = "Active")
{
    public const string Course = "http://purl.imsglobal.org/vocab/lis/v2/membership";

    public static readonly Enrolled Ada = Of(Cast.Ada, "s-ada", Course + "#Instructor");
    public static readonly Enrolled Elif = Of(Cast.Elif, "s-elif", Course + "#Instructor", Course + "/Instructor#TeachingAssistant");
    public static readonly Enrolled Dana = Of(Cast.Dana, "s-dana", Course + "#Learner", "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor");

    public static Enrolled Of(Person person, string subject, params string[] roles) => new(subject, person.FirstName, person.LastName, person.Email, roles);
}

/// <summary>
/// A learning platform, written from the specifications (LTI Core 1.3, Security Framework 1.0, Deep Linking 2.0, NRPS 2.0, AGS 2.0, Dynamic
/// Registration 1.0): it launches people, answers the tool's calls, and refuses what a platform refuses.
/// </summary>
internal sealed class Platform : IAsyncDisposable
{
    public const string Client = "client-of-usher";
    public const string Context = "course-1";
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, (string Who, string Client, Func<string, Token> Token)> launches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> accessTokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> assertions = new(StringComparer.Ordinal);
    private readonly HttpClient http = new();
    private int launchNumber;
    private readonly List<(string Kid, RSA Key)> keys = [];

    private Platform(WebApplication app, Uri address, Uri tool, Habits habits) => (this.app, Address, Tool, Habits) = (app, address, tool, habits);

    public Uri Address { get; }
    public Uri Tool { get; }
    public Habits Habits { get; }

    /// <summary>Of its pages, which is not who it says it is where one issuer stands for many.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public string Issuer => Habits.Issuer ?? Origin;
    public string Deployment => Habits.Deployment;
    public string TokenAudience => Habits.SeparateAudience ? "https://api.brightspace.com/auth/token" : At("/token");

    /// <summary>The roster, in pages of <see cref="PageLength"/>.</summary>
    public List<Enrolled> Roster { get; } = [Enrolled.Ada, Enrolled.Elif, Enrolled.Dana];

    public int PageLength { get; set; } = 2;

    /// <summary>Where its roster says that it goes on; null for where it does.</summary>
    public string? NextPage { get; set; }

    /// <summary>What happens while its keys, or its roster, are on their way; null for nothing.</summary>
    public Func<Task>? BeforeKeys { get; set; }

    public Func<Task>? BeforeRoster { get; set; }
    public int TokensGiven { get; private set; }

    /// <summary>What tools have sent back from deep linking.</summary>
    public ConcurrentQueue<JsonElement> Picked { get; } = [];

    public ConcurrentDictionary<string, JsonObject> LineItems { get; } = new(StringComparer.Ordinal);
    public ConcurrentQueue<JsonElement> Scores { get; } = [];
    public bool RefusesScores { get; set; }
    public JsonElement? Registered { get; private set; }

    public static async Task<Platform> Start(Uri tool, Habits? habits = null)
    {
        // Another site than the tool's, which is at localhost, as far as browsers are concerned.
        var address = new Uri($"http://127.0.0.1:{Usher.Live.FreePorts.Next()}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        web.Urls.Add(address.GetLeftPart(UriPartial.Authority));
        var platform = new Platform(web, address, tool, habits ?? Habits.Brightspace);
        platform.RotateKey();
        platform.Map();
        await web.StartAsync();
        return platform;
    }

    public string At(string path) => Origin + path;

    /// <summary>Everything that an admin enters by hand.</summary>
    public object Registration(bool trusts = false, string client = Client, string keyset = "/jwks") => new
    {
        name = "The platform",
        issuer = Issuer,
        clientId = client,
        keysetUrl = At(keyset),
        tokenUrl = At("/token"),
        tokenAudience = Habits.SeparateAudience ? TokenAudience : "",
        authorizationUrl = At("/auth"),
        deployments = new[] { Deployment },
        trustsAddresses = trusts,
    };

    /// <summary>A new key in place of the old one.</summary>
    public void RotateKey()
    {
        keys.Clear();
        keys.Add(($"key-{Secret.New()[..6]}", RSA.Create(2048)));
    }

    /// <summary>What the platform's page sends a browser to: the login initiation of a launch that is being prepared.</summary>
    public Dictionary<string, string> Begin(Enrolled who, string? target = null, Action<Token>? change = null, bool deepLink = false, string client = Client)
    {
        var hint = Habits.Hint($"{Interlocked.Increment(ref launchNumber)}");
        target ??= new Uri(Tool, "/lti/launch").ToString();
        launches[hint] = (who.Subject, client, nonce =>
        {
            var token = New(who, target, nonce, deepLink);
            change?.Invoke(token);
            return token;
        }
        );
        var asked = new Dictionary<string, string>
        {
            ["iss"] = Issuer,
            ["login_hint"] = who.Subject,
            ["target_link_uri"] = target,
            ["lti_message_hint"] = hint,
        };
        if (Habits.NamesClient) (asked["client_id"], asked["lti_deployment_id"]) = (client, Deployment);
        if (Habits.StoragePrefix is not null) asked["lti_storage_target"] = Habits.StorageFrame;
        return asked;
    }

    /// <summary>The token that answers an authentication request, which must be as the specification says.</summary>
    public Token Answer(IReadOnlyDictionary<string, string> request)
    {
        Assert.Equal(("openid", "id_token", "form_post", "none"), (request["scope"], request["response_type"], request["response_mode"], request["prompt"]));
        var (who, client, token) = launches[request["lti_message_hint"]];
        Assert.Equal((client, who, new Uri(Tool, "/lti/launch").ToString()), (request["client_id"], request["login_hint"], request["redirect_uri"]));
        return token(request["nonce"]);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        http.Dispose();
    }

    private Token New(Enrolled who, string target, string nonce, bool deepLink)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Habits.Name == "desire2learn" ? new JsonArray(Client) : Client,
            ["sub"] = who.Subject,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = nonce,
            ["given_name"] = who.FirstName,
            ["family_name"] = who.LastName,
            ["name"] = $"{who.FirstName} {who.LastName}",
            ["email"] = who.Email ?? (Habits.EmptyEmail ? "" : null),
            [Token.Core + "message_type"] = deepLink ? "LtiDeepLinkingRequest" : "LtiResourceLinkRequest",
            [Token.Core + "version"] = "1.3.0",
            [Token.Core + "deployment_id"] = Deployment,
            [Token.Core + "target_link_uri"] = target,
            [Token.Core + "roles"] = new JsonArray([.. (who.Roles ?? []).Select(role => JsonValue.Create(role))]),
            [Token.Core + "context"] = new JsonObject { ["id"] = Context, ["label"] = "OCE-1", ["title"] = "Oceanography", ["type"] = new JsonArray("http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering") },
            [Token.Core + "launch_presentation"] = new JsonObject { ["document_target"] = "iframe", ["return_url"] = At("/return"), ["locale"] = "en-GB" },
            [Token.Core + "tool_platform"] = new JsonObject { ["guid"] = "g", ["product_family_code"] = Habits.Name },
            ["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] = new JsonObject { ["context_memberships_url"] = At("/nrps"), ["service_versions"] = new JsonArray("2.0") },
            ["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"] = new JsonObject
            {
                ["scope"] = new JsonArray("https://purl.imsglobal.org/spec/lti-ags/scope/lineitem", "https://purl.imsglobal.org/spec/lti-ags/scope/score"),
                ["lineitems"] = At("/lineitems"),
            },
            ["https://www.example.org/claim/of/their/own"] = new JsonObject { ["anything"] = true },
        };
        if (Habits.NotBefore) claims["nbf"] = now;
        if (Habits.Name == "canvas")
        {
            (claims["azp"], claims["locale"], claims["errors"]) = (Client, "en-GB", new JsonObject { ["errors"] = new JsonObject() });
            claims["https://www.instructure.com/placement"] = deepLink ? "link_selection" : "course_navigation";
            claims[Token.Core + "custom"] = new JsonObject { ["canvas_course_id"] = 7 };
        }
        if (deepLink)
        {
            var settings = new JsonObject
            {
                ["deep_link_return_url"] = At("/deep-link"),
                ["accept_types"] = new JsonArray([.. Habits.AcceptTypes.Select(type => JsonValue.Create(type))]),
                ["accept_presentation_document_targets"] = new JsonArray("iframe", "window"),
                ["accept_multiple"] = true,
                ["auto_create"] = false,
            };
            if (Habits.Data is not null) settings["data"] = Habits.Data;
            claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"] = settings;
        }
        else
        {
            claims[Token.Core + "resource_link"] = new JsonObject { ["id"] = "link-1", ["title"] = "A link" };
        }
        return new Token(claims, keys[0].Key, keys[0].Kid);
    }

    private void Map()
    {
        app.MapGet("/jwks", async () =>
        {
            if (BeforeKeys is { } first) await first();
            return Results.Json(new { keys = keys.Select(Public) });
        });
        app.MapMethods("/auth", ["GET", "POST"], Authenticate);
        app.MapPost("/token", GiveToken);
        app.MapGet("/nrps", Members);
        app.MapGet("/lineitems", (HttpRequest request) => Granted(request, "lineitem") ? Results.Json(LineItems.Values.ToArray(), contentType: "application/vnd.ims.lis.v2.lineitemcontainer+json") : Results.StatusCode(401));
        app.MapPost("/lineitems", MakeLineItem);
        app.MapPost("/lineitems/{id}/scores", TakeScore);
        app.MapPost("/deep-link", TakePicked);
        app.MapGet("/return", () => Results.Text("Back at the platform"));
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(Description()));
        app.MapPost("/register", TakeRegistration);
        app.MapGet("/post_message_forwarding", () => Results.Content(PlatformPages.Storage(this), "text/html"));
        app.MapGet("/page/{launch}", (string launch, HttpRequest request) => Results.Content(PlatformPages.Course(this, launch, request.Query), "text/html"));
    }

    private async Task<IResult> Authenticate(HttpRequest request)
    {
        var asked = request.HasFormContentType ? (await request.ReadFormAsync()).ToDictionary(one => one.Key, one => one.Value.ToString()) : request.Query.ToDictionary(one => one.Key, one => one.Value.ToString());
        return Results.Content(PlatformPages.FormPost(asked["redirect_uri"], Answer(asked).Write(), asked["state"]), "text/html");
    }

    private async Task<IResult> GiveToken(HttpRequest request)
    {
        var asked = await request.ReadFormAsync();
        if (asked["grant_type"] != "client_credentials" || asked["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") return Results.BadRequest();
        var claims = Token.Read(asked["client_assertion"]!, await ToolKeys());
        var life = claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64();
        var fine = claims.GetProperty("iss").GetString() == Client && claims.GetProperty("sub").GetString() == Client && claims.GetProperty("aud").GetString() == TokenAudience
            && life is > 0 and <= 300 && assertions.TryAdd(claims.GetProperty("jti").GetString()!, true);
        if (!fine) return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        TokensGiven++;
        var token = Secret.New();
        accessTokens[token] = asked["scope"]!;
        return Results.Json(new { access_token = token, token_type = "bearer", expires_in = 3600, scope = asked["scope"].ToString() });
    }

    /// <summary>Forgets every token that it gave.</summary>
    public void ForgetTokens() => accessTokens.Clear();

    private bool Granted(HttpRequest request, string scope) =>
        request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && accessTokens.TryGetValue(token, out var scopes)
        && scopes.Split(' ').Any(one => one.EndsWith("/" + scope, StringComparison.Ordinal));

    private async Task<IResult> Members(HttpRequest request)
    {
        if (BeforeRoster is { } first) await first();
        if (!Granted(request, "contextmembership.readonly")) return Results.StatusCode(401);
        if (!request.Headers.Accept.ToString().Contains("application/vnd.ims.lti-nrps.v2.membershipcontainer+json", StringComparison.Ordinal)) return Results.StatusCode(406);
        var page = int.TryParse(request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        if ((page + 1) * PageLength < Roster.Count) request.HttpContext.Response.Headers.Link = $"<{NextPage ?? At($"/nrps?page={page + 1}")}>; rel=\"next\"";
        return Results.Json(new
        {
            id = At("/nrps"),
            context = new { id = Context, title = "Oceanography" },
            members = Roster.Skip(page * PageLength).Take(PageLength).Select(Member),
        }, contentType: "application/vnd.ims.lti-nrps.v2.membershipcontainer+json");
    }

    private JsonObject Member(Enrolled who)
    {
        var member = new JsonObject { ["user_id"] = who.Subject };
        if (who.Status is not null) member["status"] = who.Status;
        if (who.Roles is not null) member["roles"] = new JsonArray([.. who.Roles.Select(role => JsonValue.Create(Habits.ShortRoles ? role.Split('#')[^1] : role))]);
        if (who.FirstName is not null) (member["given_name"], member["family_name"]) = (who.FirstName, who.LastName);
        if (who.Email is not null || Habits.EmptyEmail) member["email"] = who.Email ?? "";
        return member;
    }

    private async Task<IResult> MakeLineItem(HttpRequest request)
    {
        if (!Granted(request, "lineitem")) return Results.StatusCode(401);
        var item = (await request.ReadFromJsonAsync<JsonObject>())!;
        item["id"] = At($"/lineitems/{LineItems.Count + 1}");
        LineItems[(string)item["id"]!] = item;
        return Results.Json(item, contentType: "application/vnd.ims.lis.v2.lineitem+json", statusCode: 201);
    }

    private async Task<IResult> TakeScore(string id, HttpRequest request)
    {
        if (!Granted(request, "score") || !LineItems.ContainsKey(At($"/lineitems/{id}"))) return Results.StatusCode(401);
        if (RefusesScores) return Results.StatusCode(503);
        Scores.Enqueue((await request.ReadFromJsonAsync<JsonElement>()).Clone());
        return Results.NoContent();
    }

    private async Task<IResult> TakePicked(HttpRequest request)
    {
        var claims = Token.Read((await request.ReadFormAsync())["JWT"]!, await ToolKeys());
        Assert.Equal((Client, Issuer), (claims.GetProperty("iss").GetString(), claims.GetProperty("aud").GetString()));
        Picked.Enqueue(claims);
        return Results.Content("<h1>The link is in the course</h1>", "text/html");
    }

    private async Task<IResult> TakeRegistration(HttpRequest request)
    {
        if (Habits.RegistrationToken && request.Headers.Authorization != "Bearer registration-token") return Results.StatusCode(401);
        if (!Habits.RegistrationToken && request.Headers.Authorization.Count > 0) return Results.StatusCode(400);
        var own = await request.ReadFromJsonAsync<JsonElement>();
        Registered = own.Clone();
        var answer = JsonNode.Parse(own.GetRawText())!.AsObject();
        answer["client_id"] = Client;
        return Results.Json(answer);
    }

    private JsonObject Description()
    {
        var all = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = At("/auth"),
            ["token_endpoint"] = At("/token"),
            ["jwks_uri"] = At("/jwks"),
            ["registration_endpoint"] = At("/register"),
            ["scopes_supported"] = new JsonArray("openid", "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"),
            ["https://purl.imsglobal.org/spec/lti-platform-configuration"] = new JsonObject
            {
                ["product_family_code"] = Habits.Name,
                ["version"] = "1",
                ["messages_supported"] = new JsonArray(new JsonObject { ["type"] = "LtiResourceLinkRequest" }, new JsonObject { ["type"] = "LtiDeepLinkingRequest" }),
            },
        };
        if (Habits.SeparateAudience) all["authorization_server"] = TokenAudience;
        return all;
    }

    private async Task<JsonElement> ToolKeys() => await http.GetFromJsonAsync<JsonElement>(new Uri(Tool, "/lti/jwks"));

    private JsonObject Public((string Kid, RSA Key) one)
    {
        var numbers = one.Key.ExportParameters(false);
        var key = new JsonObject { ["kty"] = "RSA", ["kid"] = one.Kid, ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent) };
        if (Habits.KeysWithAlg) (key["alg"], key["use"]) = ("RS256", "sig");
        return key;
    }
}
