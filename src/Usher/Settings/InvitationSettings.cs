using System.ComponentModel;
using Usher.Accounts;

namespace Usher.Settings;

/// <summary>Which browsers without a device key are let in.</summary>
public enum WeakDevices
{
    Allow,
    AllowForViewers,
    Refuse,
}

/// <summary>How long a link lives when the host does not say.</summary>
public enum LinkLifetime
{
    /// <summary>Until the session ends, and the grace after it.</summary>
    [Description("Until the session ends, and the grace after it")]
    UntilSessionEnds,

    /// <summary>A number of minutes from issue: LinkDuration.</summary>
    [Description("A number of minutes from issue")]
    Minutes,
}

/// <summary>The module "Invitations".</summary>
public sealed record InvitationSettings : ICheckedSettings
{
    /// <summary>The template that comes with the site.</summary>
    public const string BuiltInTemplate = "built-in";

    [Shown("Invitations"), Description("Whether people can be invited at all.")]
    public bool Enabled { get; init; } = true;

    [Shown("Lifetime of a link"), Description("How long a link lives when the host does not say.")]
    public LinkLifetime LinkLifetime { get; init; } = LinkLifetime.UntilSessionEnds;

    [Shown("Grace after a session", Unit = "minutes"), Description("How long a link outlives its session's end."), Range(0, 1440)]
    public int GraceMinutes { get; init; } = 60;

    [Shown("Link duration", Unit = "minutes"), Description("From issue, when a link does not follow its session."), Range(1, 129_600)]
    public int LinkDuration { get; init; } = 1440;

    [Shown("Longest lifetime", Unit = "minutes"), Description("The most from issue that a host may choose."), Range(1, 525_600)]
    public int LinkLifetimeMax { get; init; } = 129_600;

    [Shown("Devices per link", Unit = "devices"), Description("On how many devices a link can be used; -1 for any number."), Range(-1, 1000)]
    public int LinkReusability { get; init; } = 1;

    [Shown("Most devices per link", Unit = "devices"), Description("The most that a host may choose."), Range(1, 1000)]
    public int LinkReusabilityMax { get; init; } = 5;

    [Shown("Who may invite"), Description("The least site role that may invite. A standing on the room is needed too.")]
    public SiteRole AllowedUsers { get; init; } = SiteRole.Creator;

    [Shown("Mail template", As = SettingKind.Choice), Description("Of the mail with the link. Without one, “Send link via email” is not offered.")]
    public string? InviteEmailTemplate { get; init; } = BuiltInTemplate;

    [Shown("Browsers without a device key"), Description("Whether a browser is let in that cannot keep a key, and could be copied.")]
    public WeakDevices WeakDevices { get; init; } = WeakDevices.AllowForViewers;

    [Shown("Quota of an inviter", Unit = "invitations an hour"), Description("How many one person may issue within an hour."), Range(1, 1_000_000)]
    public int Quota { get; init; } = 500;

    public void Check(FieldErrors errors) => errors.Require(
        LinkDuration <= LinkLifetimeMax, "linkDuration", "This is longer than the longest lifetime allowed below.");
}
