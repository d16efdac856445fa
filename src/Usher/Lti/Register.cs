using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lti;

/// <summary>What a platform says of itself (its OpenID configuration), as far as a registration takes it.</summary>
internal sealed record PlatformDescription(
    string Issuer, string AuthorizationUrl, string TokenUrl, string KeysetUrl, string RegistrationUrl, string? TokenAudience, string Product, IReadOnlyList<string> Scopes, IReadOnlyList<string> Messages);

/// <summary>
/// Dynamic Registration 1.0: the admin of a platform pastes the one link, the platform opens it with the address of its own description,
/// and the two tell each other the rest. The link is a secret, good once; opening it does nothing yet.
/// </summary>
internal sealed class Register(IDbContextFactory<UsherDb> databases, WriteDoor door, PlatformCalls calls, SiteSettings settings, PublicAddress site, TimeProvider time)
{
    private static readonly string[] WantedScopes =
    [
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
        "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    ];

    /// <summary>Whether the link can still be used.</summary>
    public async Task<bool> IsOpen(string secret)
    {
        await using var db = await databases.CreateDbContextAsync();
        var (hash, now) = (Secret.Hash(secret), time.Now());
        return await db.LtiRegistrationLinks.AnyAsync(link => link.Hash == hash && link.UsedAt == null && link.ExpiresAt > now);
    }

    public bool MayAsk(string? configuration) => calls.MayCall(configuration);

    /// <param name="token">Of the platform, for its registration endpoint; Brightspace gives none.</param>
    public async Task<Outcome<LtiRegistration>> Run(string secret, string configuration, string? token, string? from, CancellationToken cancel)
    {
        if (!await IsOpen(secret)) return LtiProblems.LinkUsed;
        if (token?.Any(char.IsControl) is true) return LtiProblems.BadConfiguration;
        if (await Describe(configuration, cancel) is not { } platform) return LtiProblems.BadConfiguration;
        if (await Ask(platform, token, cancel) is not var (client, deployment)) return LtiProblems.RegistrationRefused;
        var now = time.Now();
        var registration = SaveRegistration.New(new RegistrationDetails(
            platform.Product, platform.Issuer, client, platform.KeysetUrl, platform.TokenUrl, platform.TokenAudience, platform.AuthorizationUrl,
            // Most platforms make the deployment afterwards; all that this client signs for is theirs.
            deployment is null ? [] : [deployment], AnyDeployment: true), now);
        // The platform has registered this tool: what it answered is kept, whoever has gone meanwhile.
        return await door.Write(async db =>
        {
            var hash = Secret.Hash(secret);
            var taken = await db.LtiRegistrationLinks.Where(link => link.Hash == hash && link.UsedAt == null && link.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now));
            if (taken == 0) return LtiProblems.LinkUsed;
            // Whoever signs for an issuer says who its people are. Other keys than those known for it, and an issuer
            // that an admin has turned off, are first looked at by an admin.
            if (await db.LtiRegistrations.AnyAsync(other => other.Issuer == registration.Issuer && (other.KeysetUrl != registration.KeysetUrl || other.DisabledAt != null))) registration.DisabledAt = now;
            var by = await db.LtiRegistrationLinks.Where(link => link.Hash == hash).Select(link => link.MadeById).SingleAsync();
            return await SaveRegistration.Create(db, registration, new AuditLine
            {
                At = now,
                By = by.ToString(),
                What = "lti-registration.created",
                On = registration.Id.ToString(),
                Detail = $"by link: {registration.Issuer}".Cut(),
                From = from,
            });
        }, CancellationToken.None);
    }

    private async Task<PlatformDescription?> Describe(string configuration, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, configuration);
        request.Headers.Accept.ParseAdd("application/json");
        if (await calls.Send(request, cancel) is not { IsFine: true } answer || answer.Json() is not { } json) return null;
        var own = json.Object("https://purl.imsglobal.org/spec/lti-platform-configuration");
        if (json.Text("issuer") is not { Length: > 0 and <= LtiRegistration.AddressLength } issuer || json.Text("authorization_endpoint") is not { } authorization
            || json.Text("token_endpoint") is not { } token || json.Text("jwks_uri") is not { } keyset || json.Text("registration_endpoint") is not { } registration) return null;
        // Its description is its own word only where it stands on its own ground (§3.4).
        if (new Uri(configuration).Host != HostOf(issuer)) return null;
        if (!new[] { authorization, token, keyset, registration }.All(url => url.Length <= LtiRegistration.AddressLength && calls.MayCall(url))) return null;
        var messages = own?.TryGetProperty("messages_supported", out var listed) is true && listed.ValueKind is JsonValueKind.Array
            ? listed.EnumerateArray().Select(one => one.Text("type")).OfType<string>().ToList() : [];
        var product = own?.Text("product_family_code") is { Length: > 0 and <= 60 } code ? $"{code} ({HostOf(issuer)})" : HostOf(issuer);
        return new(issuer, authorization, token, keyset, registration, json.Text("authorization_server") is { Length: <= LtiRegistration.AddressLength } audience ? audience : null,
            product.Cut(LtiRegistration.NameLength), json.Texts("scopes_supported") ?? [], messages);
    }

    private async Task<(string Client, string? Deployment)?> Ask(PlatformDescription platform, string? token, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, platform.RegistrationUrl);
        request.Content = new StringContent((await Own(platform)).ToJsonString(), new MediaTypeHeaderValue("application/json"));
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        if (await calls.Send(request, cancel) is not { IsFine: true } answer || answer.Json() is not { } json) return null;
        if (json.Text("client_id") is not { Length: > 0 and <= LtiRegistration.ClientIdLength } client) return null;
        return (client, json.Object("https://purl.imsglobal.org/spec/lti-tool-configuration")?.Text("deployment_id") is { Length: > 0 and <= 255 } deployment ? deployment : null);
    }

    /// <summary>This tool's description of itself (§3.5 and §4).</summary>
    private async Task<JsonObject> Own(PlatformDescription platform)
    {
        var tool = ToolAddresses.Of(site);
        var name = (await settings.Theming()).SiteName;
        return new()
        {
            ["application_type"] = "web",
            ["response_types"] = new JsonArray("id_token"),
            ["grant_types"] = new JsonArray("implicit", "client_credentials"),
            ["initiate_login_uri"] = tool.LoginUrl,
            ["redirect_uris"] = new JsonArray(tool.RedirectUrl),
            ["client_name"] = name,
            ["jwks_uri"] = tool.KeysetUrl,
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["scope"] = string.Join(' ', WantedScopes.Where(scope => platform.Scopes.Count == 0 || platform.Scopes.Contains(scope, StringComparer.Ordinal))),
            ["https://purl.imsglobal.org/spec/lti-tool-configuration"] = new JsonObject
            {
                ["domain"] = new Uri(tool.Domain).Authority,
                ["target_link_uri"] = tool.TargetUrl,
                ["claims"] = new JsonArray("iss", "sub", "name", "given_name", "family_name", "email"),
                ["messages"] = new JsonArray(
                    new JsonObject { ["type"] = "LtiResourceLinkRequest", ["target_link_uri"] = tool.TargetUrl, ["label"] = name },
                    new JsonObject { ["type"] = "LtiDeepLinkingRequest", ["target_link_uri"] = tool.TargetUrl, ["label"] = name }),
            },
        };
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "";
}

/// <summary>The page that the platform opens.</summary>
internal static class RegisterPages
{
    public static void MapRegister(this IEndpointRouteBuilder pages)
    {
        var register = pages.MapGroup(MakeRegistrationLink.Path + "{secret}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry);
        register.MapGet("", Show);
        register.MapPost("", Go).TakesFormsWithoutCookies();
    }

    private static async Task<IResult> Show(string secret, string? openid_configuration, string? registration_token, HttpContext context, Register register)
    {
        if (!await register.IsOpen(secret)) return LtiProblems.LinkUsed.ToPage();
        if (!register.MayAsk(openid_configuration)) return LtiProblems.BadConfiguration.ToPage();
        ShowInFrames(context, openid_configuration!);
        return Page.Of<RegisterPage>(new { Platform = new Uri(openid_configuration!).Host, Configuration = openid_configuration, Token = registration_token });
    }

    private static async Task<IResult> Go(string secret, HttpContext context, Register register)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var configuration = sent["openid_configuration"].ToString();
        if (!await register.IsOpen(secret)) return LtiProblems.LinkUsed.ToPage();
        if (!register.MayAsk(configuration)) return LtiProblems.BadConfiguration.ToPage();
        ShowInFrames(context, configuration);
        var token = sent["registration_token"].ToString() is { Length: > 0 } given ? given : null;
        var made = await register.Run(secret, configuration, token, context.From(), context.RequestAborted);
        return made.Problem is { } problem
            ? Page.Of<LtiRefusedPage>(new { Problem = problem }, problem.Status)
            : Page.Of<RegisterPage>(new { Platform = new Uri(configuration).Host, Done = true, Waits = made.Value.DisabledAt is not null });
    }

    // Canvas shows it at the school's own address, of which its description says nothing. Nobody is signed in here: whoever has the link in
    // a frame could send the form themselves.
    private static void ShowInFrames(HttpContext context, string configuration) => context.ShowInFramesOf($"{LtiRegistration.OriginOf(configuration)} https:");
}
