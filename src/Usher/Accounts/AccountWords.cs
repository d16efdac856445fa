namespace Usher.Accounts;

/// <summary>Site roles in words, and back.</summary>
internal static class AccountWords
{
    public static string Label(SiteRole role) => role switch
    {
        SiteRole.Admin => "Admin",
        SiteRole.Creator => "Creator",
        SiteRole.Member => "Member",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    public static string Means(SiteRole role) => role switch
    {
        SiteRole.Admin => "May change the site and its accounts.",
        SiteRole.Creator => "May make rooms.",
        SiteRole.Member => "May enter rooms that are open to members.",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>Null for a word that is none.</summary>
    public static SiteRole? RoleOf(string? word) => Enum.TryParse<SiteRole>(word, ignoreCase: true, out var role) && Enum.IsDefined(role) ? role : null;

    public static bool? DisabledOf(string? word) => word switch { "disabled" => true, "active" => false, _ => null };
}
