using System.Text.Json;
using Usher.Accounts;

namespace Usher.Lti;

/// <summary>What a verified launch says.</summary>
/// <param name="Subject">Who it is, at this issuer; null when the platform will not say.</param>
/// <param name="Email">Null also for an empty one.</param>
/// <param name="Context">The course; null when it was launched from none.</param>
/// <param name="DeepLink">What the platform asks to be given a link for; null for a launch of a link.</param>
public sealed record LaunchMessage(
    string DeploymentId, string? TargetLinkUri, string? Subject, string FirstName, string LastName, string? Email, IReadOnlyList<string> Roles,
    LaunchContext? Context, string? ReturnUrl, DeepLinkSettings? DeepLink);

/// <summary>The course that a launch comes from.</summary>
/// <param name="Title">Never empty.</param>
/// <param name="MembershipsUrl">Of its roster; null where the platform offers none.</param>
/// <param name="LineItemsUrl">Of its columns of grades; null where this tool may not write them.</param>
public sealed record LaunchContext(string Id, string Title, string? MembershipsUrl, string? LineItemsUrl);

/// <summary>What a platform says of the link that it wants to be given.</summary>
/// <param name="Data">To be echoed.</param>
/// <param name="TakesLineItem">Whether a column of grades may come with a link.</param>
public sealed record DeepLinkSettings(string ReturnUrl, string? Data, bool TakesLineItem);

/// <summary>Names of the claims of LTI 1.3 and its services.</summary>
public static class LtiClaims
{
    private const string Core = "https://purl.imsglobal.org/spec/lti/claim/";
    public const string MessageType = Core + "message_type";
    public const string Version = Core + "version";
    public const string Deployment = Core + "deployment_id";
    public const string Target = Core + "target_link_uri";
    public const string ResourceLink = Core + "resource_link";
    public const string Roles = Core + "roles";
    public const string Context = Core + "context";
    public const string Presentation = Core + "launch_presentation";
    public const string Memberships = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
    public const string Grades = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
    public const string DeepLinking = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";
    public const string ContentItems = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items";
    public const string Data = "https://purl.imsglobal.org/spec/lti-dl/claim/data";
}

/// <summary>Reads JSON in which anything may be missing or of another kind.</summary>
internal static class Claims
{
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public static JsonElement? Object(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;

    /// <summary>The texts in an array; null when there is none.</summary>
    public static IReadOnlyList<string>? Texts(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()!)]
            : null;

    public static DateTimeOffset? Instant(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    public static bool Flag(this JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;
}

/// <summary>Names as a platform gives them: both, one, or neither.</summary>
internal static class PersonName
{
    public static (string First, string Last) Of(JsonElement person)
    {
        var (first, last) = (Clean(person.Text("given_name")), Clean(person.Text("family_name")));
        if (first.Length > 0 || last.Length > 0) return (first, last);
        var whole = Clean(person.Text("name"));
        var space = whole.LastIndexOf(' ');
        return space < 0 ? (whole, "") : (whole[..space], whole[(space + 1)..]);
    }

    private static string Clean(string? name)
    {
        var kept = string.Concat((name ?? "").Where(c => !char.IsControl(c))).Trim();
        return kept.Length <= AccountRules.NameLength ? kept : kept[..AccountRules.NameLength];
    }
}
