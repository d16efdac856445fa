namespace Usher.Web;

/// <summary>A part of the administration, as its navigation leads there.</summary>
/// <param name="Path">The path of its first page; pages below it belong to it too.</param>
/// <param name="Name">In English: also the key of its translations.</param>
/// <param name="Icon">One that is listed in web/icons.json.</param>
/// <param name="About">What it is for, in a line.</param>
public sealed record AdminSection(string Path, string Name, string Icon, string About)
{
    public bool Holds(PathString path) => path.StartsWithSegments(Path, StringComparison.Ordinal);
}

/// <summary>The administration, in the order of its navigation: a capability that has pages there adds its line.</summary>
public static class AdminSections
{
    /// <summary>Where the administration begins.</summary>
    public const string Start = "/admin";

    /// <summary>The role, among an authenticated person's claims, of those who may go there.</summary>
    public const string Role = "admin";

    public static IReadOnlyList<AdminSection> All { get; } =
    [
        new("/admin/settings/invitations", "Invitations", "send", "Who may invite, how long links live, and on how many devices."),
        new("/admin/settings/theming", "Theming", "palette", "The site's name and colours, on every page at once."),
        new("/admin/settings/site", "Site", "sliders-horizontal", "The time zone of new rooms, and what invitees are told about their data."),
        new("/admin/people", "People", "users", "Who has an account here, and what they may do on the site."),
        new("/admin/groups", "Groups", "users-round", "Accounts under a name, so that a setting can name many at once."),
        new("/admin/lti", "Learning platforms", "school", "Brightspace, Moodle, Canvas and others whose courses have rooms here."),
        new("/admin/open-id", "OpenID Connect", "key-round", "Signing in with the account that people have at your school or company."),
        new("/admin/audit", "Audit", "history", "Who did what to what, when and from where."),
        new("/admin/email-templates", "Email templates", "file-text", "What invitations say, in every language."),
        new("/admin/mail", "Mail", "mail", "How mail is sent, and what waits to be."),
        new("/admin/webhooks", "Webhooks", "webhook", "Other programs that are told what happens here."),
    ];
}
