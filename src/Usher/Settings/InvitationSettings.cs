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
    [Description("Until the session ends, and the grace after it")]
    UntilSessionEnds,

    /// <summary>A number of minutes from issue: LinkDuration.</summary>
    [Description("A number of minutes from issue")]
    Minutes,
}

/// <summary>What somebody shows who enters by an invitation and is not signed in.</summary>
public enum Verification
{
    /// <summary>They type the invited address.</summary>
    [Description("The invited address, typed")]
    TypedAddress,

    /// <summary>Moderators and Speakers also type a code that is mailed to it.</summary>
    [Description("And a mailed code, of Moderators and Speakers")]
    CodeForModeratorsAndSpeakers,

    /// <summary>Everybody does.</summary>
    [Description("And a mailed code, of everybody")]
    CodeForAll,
}

/// <summary>What somebody shows who comes by a guest link.</summary>
public enum GuestVerification
{
    /// <summary>They type whatever address: it is for identification.</summary>
    [Description("Any address, typed")]
    None,

    /// <summary>They also type a code that is mailed to it.</summary>
    [Description("And a mailed code")]
    EmailedCode,
}

/// <summary>The module "Invitations".</summary>
public sealed record InvitationSettings : ISelfChecking
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
    public SiteRole? AllowedUsers { get; init; } = SiteRole.Creator;

    [Shown("Accounts that may invite", MaxLength = 26, Most = 1000), Description("Whatever their site role, by their ids.")]
    public IReadOnlyList<AccountId> AllowedAccounts { get; init; } = [];

    [Shown("Groups that may invite", MaxLength = 26, Most = 1000, Section = GroupPages.Path), Description("Their members, whatever their site role, by the ids of the groups.")]
    public IReadOnlyList<GroupId> AllowedGroups { get; init; } = [];

    [Shown("Mail template", As = SettingKind.Choice), Description("Of the mail with the link. Without one, “Send link via email” is not offered.")]
    public string? InviteEmailTemplate { get; init; } = BuiltInTemplate;

    [Shown("What invitees show"), Description("Of who is not signed in with the invited address.")]
    public Verification Verification { get; init; } = Verification.TypedAddress;

    [Shown("Members must sign in"), Description("An invited address that has an account goes in signed in, and not otherwise.")]
    public bool MemberMustSignIn { get; init; }

    [Shown("Domains"), Description("Whose addresses may be invited and may enter.")]
    public DomainSettings Domains { get; init; } = new();

    [Shown("Reminder a day before"), Description("Whether whoever was invited by mail is reminded a day before the start.")]
    public bool RemindADayBefore { get; init; } = true;

    [Shown("Reminder shortly before"), Description("Whether whoever was invited by mail is reminded fifteen minutes before the start.")]
    public bool RemindShortlyBefore { get; init; } = true;

    [Shown("Browsers without a device key"), Description("Whether a browser is let in that cannot keep a key, and could be copied.")]
    public WeakDevices WeakDevices { get; init; } = WeakDevices.AllowForViewers;

    [Shown("Another device"), Description("What it takes to move an invitation to another device when the old one is not at hand.")]
    public NewDevice NewDevice { get; init; } = NewDevice.Either;

    [Shown("Guest access"), Description("Whether rooms may have guest links, for people who say who they are at the door.")]
    public bool GuestAccess { get; init; } = true;

    [Shown("Guest links per room", Unit = "links"), Description("How many a room may have at most."), Range(1, 200)]
    public int GuestLinksMax { get; init; } = 20;

    [Shown("What guests show"), Description("To say who they are. A code needs a site that can send mail: without, no new guest comes in.")]
    public GuestVerification GuestVerification { get; init; } = GuestVerification.None;

    [Shown("Guests chat"), Description("Whether guests take part in the chat.")]
    public bool GuestsChat { get; init; } = true;

    [Shown("Quota of an inviter", Unit = "invitations an hour"), Description("How many one person may issue within an hour."), Range(1, 1_000_000)]
    public int Quota { get; init; } = 500;

    public void Check(FieldErrors errors)
    {
        errors.Require(LinkDuration <= LinkLifetimeMax, "linkDuration", "This is longer than the longest lifetime allowed below.");
        CheckDomains(Domains.Allow, "domains.allow", errors);
        CheckDomains(Domains.Block, "domains.block", errors);
    }

    private static void CheckDomains(IReadOnlyList<string> entries, string field, FieldErrors errors)
    {
        foreach (var (place, entry) in entries.Index())
            errors.Require(DomainRules.IsEntry(entry), $"{field}[{place}]", "Write a domain such as example.org, or *.example.org for its subdomains.");
    }
}
