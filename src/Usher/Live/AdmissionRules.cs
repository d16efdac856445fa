using Usher.Courses;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>What the database says about somebody's right to be in a session, at one moment.</summary>
/// <param name="Role">The role that is theirs, as long as there is no <paramref name="Refusal"/>.</param>
/// <param name="Invited">Whether they come by an invitation, or else by an account.</param>
/// <param name="Until">When the right ends by the clock; null if it does not.</param>
/// <param name="Refusal">Why they may not come in; null if they may.</param>
/// <param name="PutsOut">What happens to them if they are in; null when the refusal only keeps people from coming in, or the session itself is over.</param>
public sealed record Admission(string Name, Role Role, bool Invited, DateTimeOffset? Until, Problem? Refusal = null, RemovalReason? PutsOut = null)
{
    /// <summary>Whether they came by a guest link.</summary>
    public bool Guest { get; init; }

    /// <summary>Whether the site wants a device key of somebody in this role who comes by an invitation.</summary>
    public bool KeyWanted { get; init; }
}

/// <summary>What is true of somebody who came by a guest link, as far as being in a session goes.</summary>
/// <param name="Came">Whether they were admitted to this very session: a guest link leads to one at a time.</param>
/// <param name="Holds">Whether their device still has its place.</param>
/// <param name="RevokedAt">When they were put out together with their link.</param>
public sealed record GuestAdmissionFacts(string Name, bool Came, bool Holds, DateTimeOffset? RevokedAt, Role? Assigned, bool Removed);

/// <summary>What is true of an account, as far as entering a session goes.</summary>
/// <param name="Access">The room's access rule.</param>
/// <param name="Assigned">The role that somebody in the session gave them.</param>
/// <param name="Removed">Whether they were removed from it, as whomever they came then.</param>
/// <param name="Course">What they are in the room's course; null for nothing.</param>
/// <param name="Anonymous">Nobody knows who they are: only what is open to everybody is open to them.</param>
public sealed record AccountFacts(
    string Name, bool Disabled, Standing? Standing, RoomAccess Access, Role? Assigned, bool Removed, CourseRole? Course = null, bool Anonymous = false);

/// <summary>Whose role it is, and for how long. Entering, and staying in, are judged by the same rules.</summary>
public static class AdmissionRules
{
    /// <summary>Somebody with an account: by their standing on the room, or else by its access rule.</summary>
    public static Admission Judge(AccountFacts account, SessionFacts session, DateTimeOffset now)
    {
        var (standing, course) = (account.Standing.With(account.Access, account.Course), account.Access is RoomAccess.Private ? null : account.Course);
        var role = standing switch
        {
            { } own => own.LiveRole(),
            null => account.Assigned ?? course?.LiveRole() ?? Role.Viewer,
        };
        var admission = new Admission(account.Name, role, Invited: false, Until: session.EndsAt + SessionRules.Overrun);
        if (account.Removed && role is not Role.Host)
            return admission with { Refusal = LiveProblems.Removed, PutsOut = RemovalReason.Removed };
        if (account.Disabled || (standing is null && !RoomRules.MaySee(account.Access, standing: null, signedIn: !account.Anonymous, course)))
            return admission with { Refusal = LiveProblems.NotAdmitted, PutsOut = RemovalReason.Revoked };
        return admission with { Refusal = Closed(SessionRules.Phase(session, role, now)) };
    }

    /// <summary>Somebody who came by an invitation: by what <see cref="EntryRules"/> says to one of its bound devices.</summary>
    public static Admission Judge(string name, EntryFacts invitation, bool removed, EntryPolicy policy, DateTimeOffset now)
    {
        var over = invitation.Session?.EndsAt + SessionRules.Overrun;
        var expires = EntryRules.ExpiresAt(invitation, policy.Grace);
        var admission = new Admission(name, invitation.Role, Invited: true, Until: over < expires ? over : expires ?? over) { KeyWanted = !policy.WeakAllowed };
        if (removed) return admission with { Refusal = LiveProblems.Removed, PutsOut = RemovalReason.Removed };
        var device = invitation.Bindings.FirstOrDefault(binding => EntryRules.Holds(binding, now))?.Id;
        var verdict = EntryRules.Judge(invitation, Visitor.Nobody, new VisitorDevice(device, HasKey: true), policy, now);
        return verdict switch
        {
            EntryVerdict.WelcomeBack => admission,
            EntryVerdict.NotYet or EntryVerdict.Ended => admission with { Refusal = invitation.ProblemOf(verdict, now) },
            EntryVerdict.Expired => admission with { Refusal = InvitationProblems.Expired, PutsOut = RemovalReason.Expired },
            EntryVerdict.Revoked or EntryVerdict.Void => admission with { Refusal = invitation.ProblemOf(verdict, now), PutsOut = RemovalReason.Revoked },
            // The rest is for those who have no device yet: theirs is gone.
            EntryVerdict.Bind or EntryVerdict.AddressNeeded or EntryVerdict.WrongAddress or EntryVerdict.SignedInAsAnother
                or EntryVerdict.TooManyTries or EntryVerdict.OtherDevice or EntryVerdict.WeakDevice
                or EntryVerdict.DomainBlocked or EntryVerdict.SignInNeeded or EntryVerdict.CodeNeeded or EntryVerdict.WrongCode or EntryVerdict.CodeOver =>
                admission with { Refusal = InvitationProblems.BindingLapsed, PutsOut = RemovalReason.Revoked },
        };
    }

    /// <summary>Somebody who came by a guest link, whatever has become of the link since.</summary>
    public static Admission Judge(GuestAdmissionFacts guest, SessionFacts session, DateTimeOffset now)
    {
        var role = guest.Assigned ?? Role.Guest;
        var admission = new Admission(guest.Name, role, Invited: false, Until: session.EndsAt + SessionRules.Overrun) { Guest = true };
        if (guest.Removed) return admission with { Refusal = LiveProblems.Removed, PutsOut = RemovalReason.Removed };
        if (guest.RevokedAt is not null) return admission with { Refusal = GuestLinkProblems.Off, PutsOut = RemovalReason.Revoked };
        if (!guest.Came) return admission with { Refusal = LiveProblems.NotAdmitted };
        if (!guest.Holds) return admission with { Refusal = LiveProblems.GuestLapsed, PutsOut = RemovalReason.Revoked };
        return admission with { Refusal = Closed(SessionRules.Phase(session, role, now)) };
    }

    /// <summary>Whether nobody at all is to be in the session any more.</summary>
    public static bool Over(SessionFacts session, DateTimeOffset now) =>
        SessionRules.Phase(session, Role.Host, now) is SessionPhase.Ended or SessionPhase.Gone;

    private static Problem? Closed(SessionPhase phase) => phase switch
    {
        SessionPhase.Open => null,
        SessionPhase.NotYet => SessionProblems.NotOpen,
        SessionPhase.Ended or SessionPhase.Gone => SessionProblems.Ended,
    };
}
