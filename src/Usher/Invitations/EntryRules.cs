using Usher.Accounts;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What an invitation answers to the one before it.</summary>
public enum EntryVerdict
{
    /// <summary>The right person at the right time, on a device for which there is a place: the claim may bind it.</summary>
    Bind,

    /// <summary>This device is bound and the session is open.</summary>
    WelcomeBack,

    /// <summary>Nobody has shown who they are yet: the lobby asks.</summary>
    AddressNeeded,

    WrongAddress,

    /// <summary>The site takes no addresses of this domain.</summary>
    DomainBlocked,

    /// <summary>The right address, which has an account here, and the site wants it signed in.</summary>
    SignInNeeded,

    /// <summary>The right address, and the site wants the code as well that is mailed to it.</summary>
    CodeNeeded,

    WrongCode,

    /// <summary>The code that was mailed is used, too old, or was mistyped too often.</summary>
    CodeOver,

    /// <summary>Signed in to the site with an address that was not invited.</summary>
    SignedInAsAnother,

    /// <summary>Too many wrong addresses from this network: a pause, never a lock.</summary>
    TooManyTries,

    /// <summary>Every place is held by another device.</summary>
    OtherDevice,

    /// <summary>This browser has no key, and the site wants one for this role.</summary>
    WeakDevice,

    /// <summary>The session has not opened: the countdown, and early check-in, which binds nothing.</summary>
    NotYet,

    /// <summary>The session is over.</summary>
    Ended,

    Expired,
    Revoked,

    /// <summary>Its room or session is gone, or nobody who may invite stands behind it any more.</summary>
    Void,
}

/// <summary>A device's hold on one of the invitation's places.</summary>
public sealed record BindingFacts(
    DeviceBindingId Id, byte[] SecretHash, byte[] AttemptHash, string? KeyThumbprint, DateTimeOffset BoundAt, DateTimeOffset? ConnectedAt,
    DateTimeOffset? LapsedAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastSeenAt = null);

/// <summary>Wrong addresses typed so far from the asker's network.</summary>
public sealed record WrongAddresses(int Tries, DateTimeOffset? LastAt)
{
    public static readonly WrongAddresses None = new(0, null);
}

/// <summary>What is true of an invitation, as far as entering by it goes.</summary>
/// <param name="Session">The session that it leads to now; null when it is for every session of the room and none is planned.</param>
/// <param name="InviterMayInvite">Whether the one who issued it still has the standing, and the site's leave, to invite.</param>
public sealed record EntryFacts(
    InvitationId Id, RoomId RoomId, SessionId? SessionId, SessionFacts? Session, Role Role, string EmailKey, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt, bool RoomDeleted, bool InviterMayInvite, int MaxDevices, IReadOnlyList<BindingFacts> Bindings, WrongAddresses WrongAddresses)
{
    /// <summary>Whether the invited address is that of an account that can sign in.</summary>
    public bool AddressHasAccount { get; init; }

    /// <summary>The newest code that the asker's browser was sent; that it was sent one says that the right address was typed there.</summary>
    public CodeFacts? Code { get; init; }
}

/// <summary>How somebody has shown who they are. One at most is looked at: a sign-in first.</summary>
/// <param name="SignedInKey">The address key of the account they are signed in with.</param>
/// <param name="CheckedIn">They gave the right address on this device before.</param>
/// <param name="TypedKey">The key of the address they have typed now; empty when it was no address.</param>
/// <param name="AsGuest">They chose to enter by address although they are signed in as somebody else.</param>
public sealed record Visitor(string? SignedInKey, bool CheckedIn, string? TypedKey, bool AsGuest = false)
{
    /// <summary>The hash of the code that they have typed now; null when they typed none.</summary>
    public byte[]? CodeShown { get; init; }

    /// <summary>They checked in on this device with a code, not with the address alone.</summary>
    public bool CodeGiven { get; init; }

    /// <summary>Whether they show something now, to which there is something to say.</summary>
    internal bool ShowsSomething => TypedKey is not null || CodeShown is not null;

    public static readonly Visitor Nobody = new(null, false, null);

    /// <summary>Somebody who typed this. What is no address matches no invitation.</summary>
    public static Visitor Typing(string? address) => new(null, false, EmailAddress.Parse(address)?.Key ?? "");
}

/// <summary>What the site says about entering, for one role.</summary>
/// <param name="Grace">How long an invitation outlives its session's end.</param>
/// <param name="WeakAllowed">Whether a browser without a key is let in.</param>
public sealed record EntryPolicy(TimeSpan Grace, bool WeakAllowed)
{
    /// <summary>Whether the invited address is not enough: a code that is mailed to it must be typed as well.</summary>
    public bool CodeNeeded { get; init; }

    /// <summary>Whether an invited address that has an account must sign in.</summary>
    public bool MemberMustSignIn { get; init; }

    /// <summary>Whose addresses may enter.</summary>
    public DomainSettings Domains { get; init; } = new();

    public static EntryPolicy Of(InvitationSettings settings, Role role) => new(
        TimeSpan.FromMinutes(settings.GraceMinutes),
        settings.WeakDevices switch
        {
            WeakDevices.Allow => true,
            WeakDevices.AllowForViewers => role <= Role.Viewer,
            WeakDevices.Refuse => false,
        })
    {
        CodeNeeded = settings.Verification switch
        {
            Verification.TypedAddress => false,
            Verification.CodeForModeratorsAndSpeakers => role is Role.Moderator or Role.Speaker,
            Verification.CodeForAll => true,
        },
        MemberMustSignIn = settings.MemberMustSignIn,
        Domains = settings.Domains,
    };
}

/// <summary>The device before us: the binding that it has shown to be its own, and whether it has proven a key.</summary>
public sealed record VisitorDevice(DeviceBindingId? Bound, bool HasKey);

/// <summary>
/// The one decision about entering by an invitation. Every page, endpoint and hub asks it; nothing else decides. The claim's UPDATE
/// (<see cref="ClaimInvitation"/>) repeats its preconditions for <see cref="EntryVerdict.Bind"/>.
/// </summary>
public static class EntryRules
{
    /// <summary>A binding whose connection never arrives (a mail app's own browser, closed again) gives its place back after this.</summary>
    public static readonly TimeSpan LapseAfter = TimeSpan.FromMinutes(10);

    private const int FreeTries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    public static EntryVerdict Judge(EntryFacts facts, Visitor visitor, VisitorDevice device, EntryPolicy policy, DateTimeOffset now)
    {
        if (facts.RevokedAt is not null) return EntryVerdict.Revoked;
        var binding = facts.Bindings.FirstOrDefault(one => one.Id == device.Bound && Holds(one, now));
        var bound = binding is not null;
        if (facts.RoomDeleted || (!bound && !facts.InviterMayInvite)) return EntryVerdict.Void;
        var phase = facts.Session is { } session ? SessionRules.Phase(session, facts.Role, now) : SessionPhase.NotYet;
        if (phase is SessionPhase.Gone) return EntryVerdict.Void;
        if (phase is SessionPhase.Ended) return EntryVerdict.Ended;
        if (ExpiresAt(facts, policy.Grace) <= now) return EntryVerdict.Expired;
        if (binding is not null)
            return phase is not SessionPhase.Open ? EntryVerdict.NotYet : TooWeak(binding, policy) && !device.HasKey ? EntryVerdict.WeakDevice : EntryVerdict.WelcomeBack;
        if (!HasPlace(facts, now)) return EntryVerdict.OtherDevice;
        var doubt = WhoIsIt(facts, visitor, policy, now);
        // Before it opens nothing is asked of those who show nothing; what they show is answered.
        if (phase is SessionPhase.NotYet)
            return visitor.ShowsSomething && doubt is not (EntryVerdict.AddressNeeded or EntryVerdict.SignedInAsAnother) ? doubt ?? EntryVerdict.NotYet : EntryVerdict.NotYet;
        return doubt ?? (device.HasKey || policy.WeakAllowed ? EntryVerdict.Bind : EntryVerdict.WeakDevice);
    }

    /// <summary>When the invitation ends; null as long as its session has no end.</summary>
    public static DateTimeOffset? ExpiresAt(EntryFacts facts, TimeSpan grace) =>
        facts.ExpiresAt ?? (facts.Session?.EndedAt ?? facts.Session?.EndsAt) + grace;

    /// <summary>Whether the binding still holds one of the invitation's places.</summary>
    public static bool Holds(BindingFacts binding, DateTimeOffset now) =>
        binding.RevokedAt is null && binding.LapsedAt is null && !Lapsing(binding, now);

    /// <summary>A binding that has lapsed by the clock, though nobody has written it down yet.</summary>
    public static bool Lapsing(BindingFacts binding, DateTimeOffset now) =>
        binding is { RevokedAt: null, LapsedAt: null, ConnectedAt: null } && now - binding.BoundAt >= LapseAfter;

    /// <summary>Bound by its cookie alone, where the site wants a key: it comes back once it proves one, and is bound by that from then on.</summary>
    public static bool TooWeak(BindingFacts binding, EntryPolicy policy) => binding.KeyThumbprint is null && !policy.WeakAllowed;

    /// <summary>Whether somebody who waits for the opening has given the address, and the code is what is still wanted of them.</summary>
    public static bool WaitsForCode(EntryFacts facts, Visitor visitor, EntryPolicy policy, DateTimeOffset now) =>
        WhoIsIt(facts, visitor, policy, now) is EntryVerdict.CodeNeeded;

    /// <summary>Whether this visitor would have to sign in, if the invited address had an account.</summary>
    public static bool MustSignIn(EntryFacts facts, Visitor visitor, EntryPolicy policy) => policy.MemberMustSignIn && !IsSignedIn(facts, visitor);

    /// <summary>Whether a mailed code is wanted of this visitor: not of those who showed the address to be theirs in a better way, or before.</summary>
    public static bool MustShowCode(EntryFacts facts, Visitor visitor, EntryPolicy policy) =>
        policy.CodeNeeded && !visitor.CodeGiven && !IsSignedIn(facts, visitor);

    /// <summary>How sure we are of a visitor who may enter.</summary>
    public static Assurance AssuranceOf(EntryFacts facts, Visitor visitor, EntryPolicy policy) =>
        IsSignedIn(facts, visitor) ? Assurance.SignedIn
        : visitor.CodeGiven || MustShowCode(facts, visitor, policy) ? Assurance.EmailedCode
        : Assurance.TypedAddress;

    /// <summary>When this network may type an address again; null if it may now. The pause doubles from 30 seconds to 15 minutes.</summary>
    public static DateTimeOffset? PausedUntil(WrongAddresses wrong, DateTimeOffset now)
    {
        if (wrong is not { Tries: >= FreeTries, LastAt: { } last }) return null;
        var doublings = Math.Min(wrong.Tries - FreeTries, 10);
        var until = last + TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << doublings, LongestPause.Ticks));
        return until > now ? until : null;
    }

    private static bool IsSignedIn(EntryFacts facts, Visitor visitor) => !visitor.AsGuest && visitor.SignedInKey == facts.EmailKey;

    private static bool HasPlace(EntryFacts facts, DateTimeOffset now) =>
        facts.MaxDevices == Invitation.UnlimitedDevices || facts.Bindings.Count(binding => Holds(binding, now)) < facts.MaxDevices;

    /// <summary>Null when they are the one invited.</summary>
    internal static EntryVerdict? WhoIsIt(EntryFacts facts, Visitor visitor, EntryPolicy policy, DateTimeOffset now)
    {
        var signedIn = visitor.AsGuest ? null : visitor.SignedInKey;
        if (signedIn is not null && signedIn != facts.EmailKey) return EntryVerdict.SignedInAsAnother;
        if (signedIn is null && Typed(facts, visitor, policy, now) is { } doubt) return doubt;
        // From here on they have named the invited address, and may know what the site says of it.
        if (!policy.Domains.AdmitsAddress(facts.EmailKey)) return EntryVerdict.DomainBlocked;
        if (MustSignIn(facts, visitor, policy) && facts.AddressHasAccount) return EntryVerdict.SignInNeeded;
        return MustShowCode(facts, visitor, policy) ? Code(facts, visitor, now) : null;
    }

    /// <summary>Null when the invited address was given, now or before in this browser.</summary>
    private static EntryVerdict? Typed(EntryFacts facts, Visitor visitor, EntryPolicy policy, DateTimeOffset now)
    {
        if (visitor.TypedKey is { } typed)
        {
            if (PausedUntil(facts.WrongAddresses, now) is not null) return EntryVerdict.TooManyTries;
            // Said of any address of that domain, invited or not: so it tells nothing about the invitation.
            if (typed.Length > 0 && !policy.Domains.AdmitsAddress(typed)) return EntryVerdict.DomainBlocked;
            return typed == facts.EmailKey ? null : EntryVerdict.WrongAddress;
        }
        var asked = facts.Code is { } code && (visitor.CodeShown is not null || EntryCodeRules.IsLive(code, now));
        return visitor.CheckedIn || asked ? null : EntryVerdict.AddressNeeded;
    }

    private static EntryVerdict? Code(EntryFacts facts, Visitor visitor, DateTimeOffset now) => EntryCodeRules.Judge(facts.Code, visitor.CodeShown, now) switch
    {
        CodeVerdict.Needed => EntryVerdict.CodeNeeded,
        CodeVerdict.Wrong => EntryVerdict.WrongCode,
        CodeVerdict.Over => EntryVerdict.CodeOver,
        CodeVerdict.Right => null,
    };
}
