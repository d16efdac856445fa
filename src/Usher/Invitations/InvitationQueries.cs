using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>How many invitations a room has, and how many of them were accepted. Not counting those that were revoked.</summary>
public sealed record InvitationCounts(int Invited, int Accepted);

/// <summary>Invitations by their derived state, as conditions for the database: the same as <see cref="InvitationRules.State"/>.</summary>
internal static class InvitationQueries
{
    public static IQueryable<Invitation> In(this IQueryable<Invitation> invitations, InvitationState state, TimeSpan grace, DateTimeOffset now)
    {
        var endedBy = now - grace;
        return state switch
        {
            InvitationState.Revoked => invitations.Where(one => one.RevokedAt != null),
            InvitationState.Void => invitations.Where(one => one.RevokedAt == null && (one.Room!.DeletedAt != null || one.Session!.CancelledAt != null)),
            InvitationState.Expired => invitations.NotOver().Where(one =>
                one.ExpiresAt != null ? one.ExpiresAt <= now : (one.Session!.EndedAt ?? one.Session.EndsAt) <= endedBy),
            InvitationState.Accepted => invitations.Live(grace, now).Where(one => one.AcceptedAt != null),
            InvitationState.Pending => invitations.Live(grace, now).Where(one => one.AcceptedAt == null),
        };
    }

    /// <summary>Neither revoked nor void nor expired.</summary>
    public static IQueryable<Invitation> Live(this IQueryable<Invitation> invitations, TimeSpan grace, DateTimeOffset now)
    {
        var endsAfter = now - grace;
        return invitations.NotOver().Where(one =>
            one.ExpiresAt != null ? one.ExpiresAt > now : (one.Session!.EndedAt ?? one.Session.EndsAt) == null || (one.Session.EndedAt ?? one.Session.EndsAt) > endsAfter);
    }

    /// <summary>Holds a live invitation's row until the end of the unit, so that a revocation comes before what follows or after it; false if it is not live.</summary>
    public static async Task<bool> HoldLive(this UsherDb db, InvitationId id, InvitationSettings site, DateTimeOffset now)
    {
        // The inner query cannot see what is committed while the row is waited for: what decides is said of the row itself too.
        var live = db.Invitations.Live(TimeSpan.FromMinutes(site.GraceMinutes), now).Select(one => one.Id);
        return await db.Invitations
            .Where(one => one.Id == id && one.RevokedAt == null && live.Contains(one.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version + 1)) == 1;
    }

    /// <summary>Of <see cref="Live"/>: the one that this address already holds to the same session of this room.</summary>
    public static async Task<InvitationId?> LiveInvitation(
        this UsherDb db, RoomId room, string emailKey, SessionId? session, InvitationSettings site, DateTimeOffset now) =>
        await db.Invitations.Where(one => one.RoomId == room && one.EmailKey == emailKey && one.SessionId == session)
            .Live(TimeSpan.FromMinutes(site.GraceMinutes), now).Select(one => (InvitationId?)one.Id).FirstOrDefaultAsync();

    public static async Task<InvitationCounts> InvitationCountsOf(this UsherDb db, RoomId room, CancellationToken cancel = default) =>
        await db.Invitations.Where(one => one.RoomId == room && one.RevokedAt == null)
            .GroupBy(one => one.RoomId)
            .Select(all => new InvitationCounts(all.Count(), all.Count(one => one.AcceptedAt != null)))
            .FirstOrDefaultAsync(cancel) ?? new(0, 0);

    private static IQueryable<Invitation> NotOver(this IQueryable<Invitation> invitations) =>
        invitations.Where(one => one.RevokedAt == null && one.Room!.DeletedAt == null && (one.SessionId == null || one.Session!.CancelledAt == null));
}
