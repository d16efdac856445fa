using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Reads the facts that <see cref="EntryRules"/> judges.</summary>
internal static class EntryFactsQuery
{
    /// <summary>The invitation of a link; null for every link that is not one, in the same time.</summary>
    /// <param name="browser">The browser whose codes count; null for one that never asked for a code.</param>
    public static Task<EntryFacts?> EntryFactsByLink(this UsherDb db, string token, string? network, InvitationSettings settings, DateTimeOffset now,
        AskingBrowser? browser = null)
    {
        var hash = Secret.Hash(token);
        return db.Read(db.LinkTokens.Where(link => link.Hash == hash && link.ReplacedAt == null).Select(link => link.Invitation!), network, null, settings, now, browser);
    }

    /// <param name="session">For an invitation to every session of a room: the one in question, in place of the running or next.</param>
    public static Task<EntryFacts?> EntryFactsOf(this UsherDb db, InvitationId id, SessionId? session, InvitationSettings settings, DateTimeOffset now) =>
        db.Read(db.Invitations.Where(invitation => invitation.Id == id), null, session, settings, now);

    private static async Task<EntryFacts?> Read(
        this UsherDb db, IQueryable<Invitation> invitations, string? network, SessionId? wanted, InvitationSettings settings, DateTimeOffset now,
        AskingBrowser? browser = null)
    {
        var (counts, accounts, inviters) = (db.WrongAddressCounts, db.Accounts, db.WhoMayInvite(settings));
        var (members, leaders) = (db.CourseMembers, db.CourseLeadersWhoMayInvite(settings));
        var row = await invitations.AsNoTracking().Select(invitation => new
        {
            invitation.Id,
            invitation.RoomId,
            invitation.SessionId,
            invitation.Role,
            invitation.EmailKey,
            invitation.ExpiresAt,
            invitation.RevokedAt,
            invitation.MaxDevices,
            RoomDeletedAt = invitation.Room!.DeletedAt,
            IssuerStanding = invitation.Room.Collaborators.Where(one => one.AccountId == invitation.IssuedById).Select(one => (Standing?)one.Standing).FirstOrDefault(),
            invitation.Room.Access,
            IssuerInCourse = members.Where(one => one.CourseId == invitation.Room.CourseId && one.AccountId == invitation.IssuedById && one.LeftAt == null)
                .Select(one => (CourseRole?)one.Role).FirstOrDefault(),
            IssuerAllowed = inviters.Any(account => account.Id == invitation.IssuedById) || (invitation.Room.Access != RoomAccess.Private
                && leaders.Any(one => one.CourseId == invitation.Room.CourseId && one.AccountId == invitation.IssuedById)),
            HasAccount = settings.MemberMustSignIn && accounts.Any(account => account.NormalizedEmail == invitation.EmailKey && account.DisabledAt == null),
            Bindings = invitation.Devices.Where(device => device.RevokedAt == null && device.LapsedAt == null).OrderBy(device => device.BoundAt).Select(device =>
                new BindingFacts(device.Id, device.SecretHash, device.AttemptHash, device.KeyThumbprint, device.BoundAt, device.ConnectedAt, device.LapsedAt, device.RevokedAt, device.LastSeenAt)).ToList(),
            Wrong = counts.Where(count => count.InvitationId == invitation.Id && count.Network == network)
                .Select(count => new WrongAddresses(count.Tries, count.LastAt)).FirstOrDefault(),
        }).SingleOrDefaultAsync();
        if (row is null) return null;
        var session = await db.SessionOf(row.RoomId, row.SessionId ?? wanted, now);
        return new EntryFacts(
            row.Id, row.RoomId, session?.Id, session is null ? null : session.Facts(row.RoomDeletedAt), row.Role, row.EmailKey, row.ExpiresAt, row.RevokedAt,
            row.RoomDeletedAt is not null, InvitationRules.Manages(row.IssuerStanding.With(row.Access, row.IssuerInCourse), row.IssuerAllowed),
            row.MaxDevices, row.Bindings, row.Wrong ?? WrongAddresses.None)
        {
            AddressHasAccount = row.HasAccount,
            Code = browser is null ? null : await db.CodeOf(row.Id, CodePurpose.Entry, browser),
        };
    }

    private static async Task<Session?> SessionOf(this UsherDb db, RoomId room, SessionId? id, DateTimeOffset now)
    {
        if (id is { } one) return await db.Sessions.AsNoTracking().SingleOrDefaultAsync(session => session.Id == one && session.RoomId == room);
        var candidates = await db.Sessions.AsNoTracking().Where(session => session.RoomId == room && session.CancelledAt == null && session.EndedAt == null).ToListAsync();
        return SessionRules.RunningOrNext(candidates, now);
    }
}
