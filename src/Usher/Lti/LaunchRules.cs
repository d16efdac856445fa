using System.Text.Json;
using Usher.Accounts;
using Usher.Courses;

namespace Usher.Lti;

/// <summary>What a launch is judged against.</summary>
/// <param name="AskedAt">When this site asked for it.</param>
public sealed record LaunchFacts(string Issuer, string ClientId, string Nonce, DateTimeOffset AskedAt);

/// <summary>What a signed token must say to be a launch: 1EdTech Security Framework 1.0 §5.1.3, LTI Core 1.3 and Deep Linking 2.0.</summary>
public static class LaunchRules
{
    /// <summary>How far a platform's clock may be from this site's.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(120);

    private const string Version = "1.3.0";
    private const string ResourceLink = "LtiResourceLinkRequest";
    private const string DeepLinking = "LtiDeepLinkingRequest";
    private const string WriteLineItems = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
    private const string WriteScores = "https://purl.imsglobal.org/spec/lti-ags/scope/score";

    /// <summary>The message, or what is wrong with it. Claims that are not known are passed over.</summary>
    public static Outcome<LaunchMessage> Judge(JsonElement claims, LaunchFacts facts, DateTimeOffset now)
    {
        if (claims.Text("iss") != facts.Issuer || !IsFor(claims, facts.ClientId)) return LtiProblems.BadToken;
        if (Stale(claims, facts, now)) return LtiProblems.Stale;
        if (claims.Text("nonce") != facts.Nonce) return LtiProblems.BadToken;
        var type = claims.Text(LtiClaims.MessageType);
        if (claims.Text(LtiClaims.Version) != Version || type is not (ResourceLink or DeepLinking)) return LtiProblems.NotLti;
        if (claims.Text(LtiClaims.Deployment) is not { Length: > 0 and <= 255 } deployment || claims.Texts(LtiClaims.Roles) is not { } roles) return LtiProblems.MissingClaim;
        // A subject that is there must be one.
        if (claims.TryGetProperty("sub", out _) && claims.Text("sub") is not { Length: > 0 and <= CourseMember.SubjectLength }) return LtiProblems.MissingClaim;
        DeepLinkSettings? deep = null;
        if (type == DeepLinking && (deep = DeepLink(claims)) is null) return LtiProblems.MissingClaim;
        if (type == ResourceLink && (claims.Text(LtiClaims.Target) is null || claims.Object(LtiClaims.ResourceLink)?.Text("id") is not { Length: > 0 })) return LtiProblems.MissingClaim;
        var (first, last) = PersonName.Of(claims);
        return new LaunchMessage(
            deployment, claims.Text(LtiClaims.Target), claims.Text("sub"), first, last, EmailAddress.Parse(claims.Text("email"))?.Typed, roles,
            Context(claims), ReturnUrl(claims), deep);
    }

    /// <summary>Where to tell the platform that something is wrong with its launch: once its signature is verified.</summary>
    public static string? ReturnUrl(JsonElement claims) => claims.Object(LtiClaims.Presentation)?.Text("return_url") is { } url && IsAddress(url) ? url : null;

    /// <summary>This client and nobody else: a token with a further audience is one that another tool could have been given (§5.1.3).</summary>
    private static bool IsFor(JsonElement claims, string client)
    {
        var single = claims.Text("aud");
        var audiences = single is not null ? [single] : claims.Texts("aud");
        if (audiences is not [var only] || only != client) return false;
        return !claims.TryGetProperty("azp", out _) || claims.Text("azp") == client;
    }

    private static bool Stale(JsonElement claims, LaunchFacts facts, DateTimeOffset now)
    {
        if (claims.Instant("exp") is not { } expires || claims.Instant("iat") is not { } issued) return true;
        if (expires <= now - Skew || issued > now + Skew || issued < facts.AskedAt - Skew) return true;
        return claims.TryGetProperty("nbf", out _) && (claims.Instant("nbf") is not { } from || from > now + Skew);
    }

    private static DeepLinkSettings? DeepLink(JsonElement claims)
    {
        if (claims.Object(LtiClaims.DeepLinking) is not { } settings) return null;
        if (settings.Text("deep_link_return_url") is not { Length: <= 4000 } url || !IsAddress(url)) return null;
        if (settings.Texts("accept_types") is not { } types || settings.Texts("accept_presentation_document_targets") is null) return null;
        // A platform that takes no links has nothing that could be chosen for it here.
        if (!types.Contains("ltiResourceLink", StringComparer.Ordinal)) return null;
        return new(url, settings.Text("data") is { Length: <= 20_000 } data ? data : null, !settings.TryGetProperty("accept_lineitem", out _) || settings.Flag("accept_lineitem"));
    }

    private static LaunchContext? Context(JsonElement claims)
    {
        if (claims.Object(LtiClaims.Context) is not { } context || context.Text("id") is not { Length: > 0 and <= 255 } id) return null;
        var title = new[] { context.Text("title"), context.Text("label"), id }.First(text => !string.IsNullOrWhiteSpace(text))!.Trim();
        if (title.Length > Course.TitleLength) title = title[..Course.TitleLength];
        var grades = claims.Object(LtiClaims.Grades);
        var writes = grades?.Texts("scope") is { } scopes && scopes.Contains(WriteLineItems, StringComparer.Ordinal) && scopes.Contains(WriteScores, StringComparer.Ordinal);
        return new(id, title, Address(claims.Object(LtiClaims.Memberships)?.Text("context_memberships_url")), writes ? Address(grades?.Text("lineitems")) : null);
    }

    private static string? Address(string? url) => url is { Length: <= Course.AddressLength } && IsAddress(url) ? url : null;

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && !url.Any(char.IsControl);
}
