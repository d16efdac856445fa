using Usher.Accounts;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What an invitation is, derived from its facts.</summary>
public enum InvitationState
{
    /// <summary>Nobody has come in by it yet.</summary>
    Pending,

    /// <summary>Its invitee has come in.</summary>
    Accepted,

    Expired,
    Revoked,

    /// <summary>Its room or session is gone.</summary>
    Void,
}

/// <summary>What must be true before anybody is invited; the menu item and every endpoint ask the same.</summary>
public sealed record InvitePreconditions(bool ModuleOn, bool MediaPageOn, bool ChatAndCollaboration, Standing? Standing, bool SiteAllows)
{
    public static InvitePreconditions Of(InvitationSettings settings, ThemingSettings theming, bool chatAndCollaboration, Standing? standing, bool siteAllows) =>
        new(settings.Enabled, theming.MediaPage, chatAndCollaboration, standing, siteAllows);
}

/// <summary>The rules of inviting, apart from entering: see <see cref="EntryRules"/>.</summary>
public static class InvitationRules
{
    public const int NameLength = 100;
    public const int NoteLength = 1000;

    /// <summary>Null when this person may invite to this room now.</summary>
    public static Problem? MayInvite(InvitePreconditions facts) => facts switch
    {
        { ModuleOn: false } => InvitationProblems.ModuleOff,
        { MediaPageOn: false } => InvitationProblems.MediaPageOff,
        { ChatAndCollaboration: false } => InvitationProblems.ChatOff,
        _ => Manages(facts.Standing, facts.SiteAllows) ? null : InvitationProblems.MayNotInvite,
    };

    /// <summary>Both must say yes: the standing on the room and the site's policy. Invitations that are out can be managed even while inviting is off.</summary>
    public static bool Manages(Standing? standing, bool siteAllows) =>
        standing is { } standingOnRoom && standingOnRoom.May(RoomAct.Invite) && siteAllows;

    /// <summary>The site's policy: those of a site role, those named, and those in a group that is named.</summary>
    public static bool SiteAllows(InvitationSettings settings, AccountId account, SiteRole role, bool inNamedGroup) =>
        role >= settings.AllowedUsers || settings.AllowedAccounts.Contains(account) || inNamedGroup;

    public static InvitationState State(EntryFacts facts, bool accepted, TimeSpan grace, DateTimeOffset now) =>
        facts.RevokedAt is not null ? InvitationState.Revoked
        : facts.RoomDeleted || facts.Session?.CancelledAt is not null ? InvitationState.Void
        : EntryRules.ExpiresAt(facts, grace) <= now ? InvitationState.Expired
        : accepted ? InvitationState.Accepted
        : InvitationState.Pending;

    /// <summary>When a new invitation ends; null for "with its session". One for every session of a room has no session to end with.</summary>
    public static DateTimeOffset? DefaultExpiry(InvitationSettings settings, bool forOneSession, DateTimeOffset now) => settings.LinkLifetime switch
    {
        LinkLifetime.Minutes => now.AddMinutes(Math.Min(settings.LinkDuration, settings.LinkLifetimeMax)),
        LinkLifetime.UntilSessionEnds => forOneSession ? null : now.AddMinutes(settings.LinkLifetimeMax),
    };

    /// <summary>Notes what is wrong with an expiry that a host chose.</summary>
    public static void CheckExpiry(DateTimeOffset? expiresAt, InvitationSettings settings, DateTimeOffset now, FieldErrors errors)
    {
        if (expiresAt is not { } instant) return;
        errors.Require(instant > now, "expiresAt", "This is in the past.");
        errors.Require(instant <= now.AddMinutes(settings.LinkLifetimeMax), "expiresAt", "This is later than the site allows.");
    }

    /// <summary>Notes what is wrong with a number of devices that a host chose.</summary>
    public static void CheckDevices(int? devices, InvitationSettings settings, FieldErrors errors)
    {
        if (devices is not { } count || count == settings.LinkReusability) return;
        errors.Require(count >= 1 && count <= settings.LinkReusabilityMax, "maxDevices", $"From 1 to {settings.LinkReusabilityMax} devices.");
    }

    /// <summary>An invitation's type is one of three; Host and Guest cannot be given by invitation.</summary>
    public static bool IsType(Role role) => role is Role.Viewer or Role.Speaker or Role.Moderator;
}
