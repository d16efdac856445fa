using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>What a guest link is, derived from its facts, for those who look after it.</summary>
public enum GuestLinkState
{
    /// <summary>It lets people in while a session is open.</summary>
    Open,

    /// <summary>It is turned off, or guest access of its room or of the site is.</summary>
    Off,

    /// <summary>As many have come as may.</summary>
    Full,

    Expired,

    /// <summary>Whoever made or changed it last may no longer invite: it lets nobody in until somebody else changes it.</summary>
    Orphaned,
}

/// <summary>What a guest link answers to the one before it.</summary>
public enum GuestVerdict
{
    /// <summary>There is a place, and the session is open.</summary>
    Admit,

    /// <summary>They came by this link before, on this device.</summary>
    WelcomeBack,

    /// <summary>The session has not opened: the countdown.</summary>
    NotYet,

    Full,
    Off,
    Expired,

    /// <summary>A Moderator or Host removed them from this session.</summary>
    Removed,

    /// <summary>The site takes no addresses of that domain.</summary>
    DomainBlocked,

    /// <summary>This browser has no key, and the site wants one.</summary>
    WeakDevice,

    /// <summary>The site wants the code as well that is mailed to the address they type.</summary>
    CodeNeeded,

    WrongCode,

    /// <summary>The code that was mailed is used, too old, was mistyped too often, or went to another address or browser.</summary>
    CodeOver,

    /// <summary>The session is over.</summary>
    Ended,

    /// <summary>Its room or session is gone.</summary>
    Void,
}

/// <summary>What is true of a guest link, as far as entering by it goes.</summary>
/// <param name="Session">The running or next one; null while none is planned.</param>
/// <param name="SiteAllows">The site's setting.</param>
/// <param name="RoomAllows">The room's switch.</param>
/// <param name="TurnedOff">The link's own.</param>
/// <param name="KeeperMayInvite">Whether the one who stands behind it still has the standing, and the site's leave, to invite.</param>
/// <param name="Uses">Without those that have lapsed by the clock.</param>
/// <param name="Known">Of those who came by it, the ones that may be the one before us.</param>
/// <param name="KnownHere">Of them, those admitted to this very session.</param>
/// <param name="Removed">The one before us was removed from this session, whichever way they came: their device or account says so.</param>
public sealed record GuestFacts(
    GuestLinkId Id, RoomId RoomId, SessionId? SessionId, SessionFacts? Session, bool SiteAllows, bool RoomAllows, bool TurnedOff, bool KeeperMayInvite,
    DateTimeOffset? ExpiresAt, int? MaxUses, int Uses, IReadOnlyList<BindingFacts> Known, IReadOnlySet<DeviceBindingId> KnownHere, bool Removed)
{
    /// <summary>Somebody with the address that they give was removed from this session.</summary>
    public bool AddressRemoved { get; init; }

    /// <summary>The newest code that the asker's browser had mailed, to whatever address.</summary>
    public GuestCodeFacts? Code { get; init; }
}

/// <summary>Who somebody at a guest link says they are.</summary>
/// <param name="EmailKey">The key of the address that they type; null when they have typed none yet, or what is none.</param>
public sealed record GuestVisitor(string? EmailKey)
{
    /// <summary>The hash of the code that they type; null when they type none.</summary>
    public byte[]? CodeShown { get; init; }

    public static readonly GuestVisitor Nobody = new((string?)null);
}

/// <summary>What the site says about coming in as a guest.</summary>
/// <param name="WeakAllowed">Whether a browser without a key is let in.</param>
/// <param name="CodeNeeded">Whether a code that is mailed to the address must be typed as well.</param>
/// <param name="Domains">Whose addresses may enter.</param>
public sealed record GuestPolicy(bool WeakAllowed, bool CodeNeeded, DomainSettings Domains)
{
    public static GuestPolicy Of(InvitationSettings settings) => new(
        EntryPolicy.Of(settings, Role.Guest).WeakAllowed,
        settings.GuestVerification switch { GuestVerification.None => false, GuestVerification.EmailedCode => true },
        settings.Domains);
}

/// <summary>The one decision about entering by a guest link. The claim's UPDATE repeats its preconditions for <see cref="GuestVerdict.Admit"/>.</summary>
public static class GuestLinkRules
{
    public const int MostUses = 100_000;

    public static GuestVerdict Judge(GuestFacts facts, GuestVisitor visitor, VisitorDevice device, GuestPolicy policy, DateTimeOffset now)
    {
        var phase = facts.Session is { } session ? SessionRules.Phase(session, Role.Guest, now) : SessionPhase.NotYet;
        if (phase is SessionPhase.Gone) return GuestVerdict.Void;
        if (phase is SessionPhase.Ended) return GuestVerdict.Ended;
        // Where addresses are proven, only who has proven one learns what became of it.
        if (facts.Removed || (facts.AddressRemoved && !policy.CodeNeeded)) return GuestVerdict.Removed;
        var bound = facts.Known.Any(binding => binding.Id == device.Bound && EntryRules.Holds(binding, now));
        // Who is in stays in, whatever becomes of the link, unless they are put out with it.
        if (bound && facts.KnownHere.Contains(device.Bound!.Value)) return phase is SessionPhase.Open ? GuestVerdict.WelcomeBack : GuestVerdict.NotYet;
        if (!facts.SiteAllows || !facts.RoomAllows || facts.TurnedOff || !facts.KeeperMayInvite) return GuestVerdict.Off;
        if (facts.ExpiresAt <= now) return GuestVerdict.Expired;
        if (!bound && facts.Uses >= facts.MaxUses) return GuestVerdict.Full;
        if (phase is SessionPhase.NotYet) return GuestVerdict.NotYet;
        if (bound) return GuestVerdict.WelcomeBack;
        if (visitor.EmailKey is { } email && !policy.Domains.AdmitsAddress(email)) return GuestVerdict.DomainBlocked;
        if (!device.HasKey && !policy.WeakAllowed) return GuestVerdict.WeakDevice;
        if (!policy.CodeNeeded) return GuestVerdict.Admit;
        var verdict = Code(facts, visitor, now);
        return verdict is GuestVerdict.Admit && facts.AddressRemoved ? GuestVerdict.Removed : verdict;
    }

    /// <summary>Whether the verdict is about who they say they are, and so worth nothing until they have said it in full.</summary>
    public static bool AsksWho(GuestVerdict verdict) => verdict
        is GuestVerdict.Admit or GuestVerdict.DomainBlocked or GuestVerdict.CodeNeeded or GuestVerdict.WrongCode or GuestVerdict.CodeOver;

    /// <summary>How sure we are of a guest who is admitted.</summary>
    public static Assurance AssuranceOf(GuestPolicy policy) => policy.CodeNeeded ? Assurance.EmailedCode : Assurance.TypedAddress;

    private static GuestVerdict Code(GuestFacts facts, GuestVisitor visitor, DateTimeOffset now)
    {
        // A code shows whose mailbox it came to, and says nothing of any other.
        var code = facts.Code is { } sent && sent.EmailKey == visitor.EmailKey ? sent : null;
        return EntryCodeRules.Judge(code, visitor.CodeShown, now) switch
        {
            CodeVerdict.Needed => GuestVerdict.CodeNeeded,
            CodeVerdict.Wrong => GuestVerdict.WrongCode,
            CodeVerdict.Over => GuestVerdict.CodeOver,
            CodeVerdict.Right => GuestVerdict.Admit,
        };
    }

    /// <summary>Null for the verdicts that let in.</summary>
    public static Problem? ProblemOf(GuestVerdict verdict) => verdict switch
    {
        GuestVerdict.Admit or GuestVerdict.WelcomeBack => null,
        GuestVerdict.NotYet => SessionProblems.NotOpen,
        GuestVerdict.Full => GuestLinkProblems.Full,
        GuestVerdict.Off => GuestLinkProblems.Off,
        GuestVerdict.Expired => GuestLinkProblems.Expired,
        GuestVerdict.Removed => GuestLinkProblems.Removed,
        GuestVerdict.DomainBlocked => InvitationProblems.DomainBlocked,
        GuestVerdict.WeakDevice => InvitationProblems.WeakDevice,
        GuestVerdict.CodeNeeded => InvitationProblems.CodeNeeded,
        GuestVerdict.WrongCode => InvitationProblems.WrongCode,
        GuestVerdict.CodeOver => InvitationProblems.CodeOver,
        GuestVerdict.Ended => SessionProblems.Ended,
        GuestVerdict.Void => GuestLinkProblems.Void,
    };

    public static GuestLinkState State(bool on, bool keeperMayInvite, DateTimeOffset? expiresAt, int? maxUses, int uses, DateTimeOffset now) =>
        !on ? GuestLinkState.Off
        : expiresAt <= now ? GuestLinkState.Expired
        : uses >= maxUses ? GuestLinkState.Full
        : keeperMayInvite ? GuestLinkState.Open
        : GuestLinkState.Orphaned;
}
