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

/// <summary>What it takes to move an invitation to another device when the old one is not at hand. The old device itself can always hand over.</summary>
public enum NewDevice
{
    /// <summary>An emailed code or a host's approval.</summary>
    Either,
    EmailedCode,
    HostApproval,

    /// <summary>Both for Moderators and Speakers, either for Viewers.</summary>
    BothForModeratorsAndSpeakers,
}

/// <summary>How long a link lives when the host does not say.</summary>
public enum LinkLifetime
{
    /// <summary>Until the session ends, and the grace after it.</summary>
    UntilSessionEnds,

    /// <summary>A number of minutes from issue: LinkDuration.</summary>
    Minutes,
}

/// <summary>The module "Invitations".</summary>
public sealed record InvitationSettings
{
    /// <summary>The template that comes with the site.</summary>
    public const string BuiltInTemplate = "built-in";

    [Description("Whether people can be invited at all.")]
    public bool Enabled { get; init; } = true;

    [Description("How long a link lives when the host does not say.")]
    public LinkLifetime LinkLifetime { get; init; } = LinkLifetime.UntilSessionEnds;

    [Description("Minutes that a link outlives its session's end."), Range(0, 1440)]
    public int GraceMinutes { get; init; } = 60;

    [Description("Minutes from issue that a link lives, when it does not follow its session."), Range(1, 129_600)]
    public int LinkDuration { get; init; } = 1440;

    [Description("The most minutes from issue that a host may choose."), Range(1, 525_600)]
    public int LinkLifetimeMax { get; init; } = 129_600;

    [Description("Devices a link; -1 for unlimited."), Range(-1, 1000)]
    public int LinkReusability { get; init; } = 1;

    [Description("The most devices a link that a host may choose."), Range(1, 1000)]
    public int LinkReusabilityMax { get; init; } = 5;

    [Description("The least site role that may invite.")]
    public SiteRole AllowedUsers { get; init; } = SiteRole.Creator;

    [Description("The mail template; null: \"Send link via email\" is not offered.")]
    public string? InviteEmailTemplate { get; init; } = BuiltInTemplate;

    [Description("Which browsers without a device key are let in.")]
    public WeakDevices WeakDevices { get; init; } = WeakDevices.AllowForViewers;

    [Description("What it takes to move an invitation to another device when the old one is not at hand.")]
    public NewDevice NewDevice { get; init; } = NewDevice.Either;

    [Description("Invitations that one inviter may issue in an hour."), Range(1, 1_000_000)]
    public int Quota { get; init; } = 500;
}

/// <summary>The module "Theming".</summary>
public sealed record ThemingSettings
{
    [Description("The site's name.")]
    public string SiteName { get; init; } = "Usher";

    [Description("The room media page, on which Invite users stands; off hides that item.")]
    public bool MediaPage { get; init; } = true;
}

/// <summary>The least and the most that a numeric setting takes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(int least, int most) : Attribute
{
    public int Least { get; } = least;
    public int Most { get; } = most;
}
