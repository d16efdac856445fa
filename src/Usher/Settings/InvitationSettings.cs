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
    UntilSessionEnds,

    /// <summary>A number of minutes from issue: LinkDuration.</summary>
    Minutes,
}

/// <summary>What somebody shows who enters by an invitation and is not signed in.</summary>
public enum Verification
{
    /// <summary>They type the invited address.</summary>
    TypedAddress,

    /// <summary>Moderators and Speakers also type a code that is mailed to it.</summary>
    CodeForModeratorsAndSpeakers,

    /// <summary>Everybody does.</summary>
    CodeForAll,
}

/// <summary>The module "Invitations".</summary>
public sealed record InvitationSettings : ISelfChecking
{
    /// <summary>The template that comes with the site.</summary>
    public const string BuiltInTemplate = "built-in";

    private const int MostNamed = 1000;

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

    [Description("The least site role that may invite; null: only those who are named.")]
    public SiteRole? AllowedUsers { get; init; } = SiteRole.Creator;

    [Description("Accounts that may invite whatever their site role, by their ids.")]
    public IReadOnlyList<AccountId> AllowedAccounts { get; init; } = [];

    [Description("Groups whose members may invite whatever their site role, by their ids.")]
    public IReadOnlyList<GroupId> AllowedGroups { get; init; } = [];

    [Description("The mail template; null: \"Send link via email\" is not offered.")]
    public string? InviteEmailTemplate { get; init; } = BuiltInTemplate;

    [Description("What somebody shows who is not signed in: the invited address, or a mailed code as well.")]
    public Verification Verification { get; init; } = Verification.TypedAddress;

    [Description("An invited address that has an account must sign in.")]
    public bool MemberMustSignIn { get; init; }

    [Description("Whose addresses may be invited and may enter: example.org, or *.example.org for its subdomains.")]
    public DomainSettings Domains { get; init; } = new();

    [Description("Which browsers without a device key are let in.")]
    public WeakDevices WeakDevices { get; init; } = WeakDevices.AllowForViewers;

    [Description("Invitations that one inviter may issue in an hour."), Range(1, 1_000_000)]
    public int Quota { get; init; } = 500;

    public void Check(FieldErrors errors)
    {
        CheckDomains(Domains.Allow, "domains.allow", errors);
        CheckDomains(Domains.Block, "domains.block", errors);
        errors.Require(AllowedAccounts.Count <= MostNamed, "allowedAccounts", "At most 1,000. Put them into a group.");
        errors.Require(AllowedGroups.Count <= MostNamed, "allowedGroups", "At most 1,000.");
    }

    private static void CheckDomains(IReadOnlyList<string> entries, string field, FieldErrors errors)
    {
        errors.Require(entries.Count <= DomainRules.Most, field, "At most 1,000 domains.");
        for (var i = 0; i < Math.Min(entries.Count, DomainRules.Most); i++)
            errors.Require(DomainRules.IsEntry(entries[i]), $"{field}[{i}]", "Write a domain such as example.org, or *.example.org for its subdomains.");
    }
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
