using Usher.Web;

namespace Usher.Lti;

/// <summary>This tool's addresses, as a learning platform asks for them.</summary>
/// <param name="LoginUrl">Brightspace: OpenID Connect Login URL.</param>
/// <param name="RedirectUrl">Brightspace: Redirect URLs. Launches and deep linking both come here.</param>
/// <param name="KeysetUrl">Brightspace: Keyset URL.</param>
/// <param name="TargetUrl">Brightspace: Target Link URI; of a link that leads to a course's rooms.</param>
/// <param name="Domain">Brightspace: Domain.</param>
public sealed record ToolAddresses(string LoginUrl, string RedirectUrl, string KeysetUrl, string TargetUrl, string Domain)
{
    public const string LoginPath = "/lti/login";
    public const string LaunchPath = "/lti/launch";
    public const string KeysetPath = "/lti/jwks";
    public const string RoomPath = "/lti/rooms/";

    public static ToolAddresses Of(PublicAddress site) =>
        new(site.UrlOf(LoginPath), site.UrlOf(LaunchPath), site.UrlOf(KeysetPath), site.UrlOf(LaunchPath), site.Origin);

    public static string ToRoom(PublicAddress site, RoomId room) => site.UrlOf(RoomPath + room);

    /// <summary>Where a launch with this target leads.</summary>
    /// <returns>Null if the target is none of this tool's.</returns>
    internal static LaunchTarget? Target(PublicAddress site, string? url)
    {
        if (url is null || !url.StartsWith(site.Origin + "/", StringComparison.Ordinal)) return null;
        var path = url[site.Origin.Length..].Split('?', '#')[0];
        if (path is LaunchPath or "/lti" or "/lti/" or "/") return new(null);
        return path.StartsWith(RoomPath, StringComparison.Ordinal) && RoomId.TryParse(path[RoomPath.Length..], null, out var room) ? new(room) : null;
    }
}

/// <param name="Room">Null for the rooms of the course.</param>
internal sealed record LaunchTarget(RoomId? Room);
