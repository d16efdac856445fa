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
    DateTimeOffset? LapsedAt, DateTimeOffset? RevokedAt);

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
    DateTimeOffset? RevokedAt, bool RoomDeleted, bool InviterMayInvite, int MaxDevices, IReadOnlyList<BindingFacts> Bindings, WrongAddresses WrongAddresses);

/// <summary>How somebody has shown who they are. One at most is looked at: a sign-in first.</summary>
/// <param name="SignedInKey">The address key of the account they are signed in with.</param>
/// <param name="CheckedIn">They gave the right address on this device before.</param>
/// <param name="TypedKey">The key of the address they have typed now; empty when it was no address.</param>
/// <param name="AsGuest">They chose to enter by address although they are signed in as somebody else.</param>
public sealed record Visitor(string? SignedInKey, bool CheckedIn, string? TypedKey, bool AsGuest = false)
{
    public static readonly Visitor Nobody = new(null, false, null);

    /// <summary>Somebody who typed this. What is no address matches no invitation.</summary>
    public static Visitor Typing(string? address) => new(null, false, EmailAddress.Parse(address)?.Key ?? "");
}

/// <summary>What the site says about entering, for one role.</summary>
/// <param name="Grace">How long an invitation outlives its session's end.</param>
/// <param name="WeakAllowed">Whether a browser without a key is let in.</param>
public sealed record EntryPolicy(TimeSpan Grace, bool WeakAllowed)
{
    public static EntryPolicy Of(InvitationSettings settings, Role role) => new(
        TimeSpan.FromMinutes(settings.GraceMinutes),
        settings.WeakDevices switch
        {
            WeakDevices.Allow => true,
            WeakDevices.AllowForViewers => role <= Role.Viewer,
            WeakDevices.Refuse => false,
        });
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
        var bound = facts.Bindings.Any(binding => binding.Id == device.Bound && Holds(binding, now));
        if (facts.RoomDeleted || (!bound && !facts.InviterMayInvite)) return EntryVerdict.Void;
        var phase = facts.Session is { } session ? SessionRules.Phase(session, facts.Role, now) : SessionPhase.NotYet;
        if (phase is SessionPhase.Gone) return EntryVerdict.Void;
        if (phase is SessionPhase.Ended) return EntryVerdict.Ended;
        if (ExpiresAt(facts, policy.Grace) <= now) return EntryVerdict.Expired;
        if (bound) return phase is SessionPhase.Open ? EntryVerdict.WelcomeBack : EntryVerdict.NotYet;
        if (!HasPlace(facts, now)) return EntryVerdict.OtherDevice;
        var doubt = WhoIsIt(facts, visitor, now);
        if (phase is SessionPhase.NotYet)
            return doubt is EntryVerdict.WrongAddress or EntryVerdict.TooManyTries ? doubt.Value : EntryVerdict.NotYet;
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

    /// <summary>When this network may type an address again; null if it may now. The pause doubles from 30 seconds to 15 minutes.</summary>
    public static DateTimeOffset? PausedUntil(WrongAddresses wrong, DateTimeOffset now)
    {
        if (wrong is not { Tries: >= FreeTries, LastAt: { } last }) return null;
        var doublings = Math.Min(wrong.Tries - FreeTries, 10);
        var until = last + TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << doublings, LongestPause.Ticks));
        return until > now ? until : null;
    }

    private static bool HasPlace(EntryFacts facts, DateTimeOffset now) =>
        facts.MaxDevices == Invitation.UnlimitedDevices || facts.Bindings.Count(binding => Holds(binding, now)) < facts.MaxDevices;

    /// <summary>Null when they are the one invited.</summary>
    private static EntryVerdict? WhoIsIt(EntryFacts facts, Visitor visitor, DateTimeOffset now)
    {
        if (visitor.SignedInKey is { } account && !visitor.AsGuest)
            return account == facts.EmailKey ? null : EntryVerdict.SignedInAsAnother;
        if (visitor.TypedKey is { } typed)
        {
            if (PausedUntil(facts.WrongAddresses, now) is not null) return EntryVerdict.TooManyTries;
            return typed == facts.EmailKey ? null : EntryVerdict.WrongAddress;
        }
        return visitor.CheckedIn ? null : EntryVerdict.AddressNeeded;
    }
}
