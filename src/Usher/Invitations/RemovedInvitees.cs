using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>Whose way in is barred because they were removed from the session: by their invitation, by another to the same address, or by an account with it.</summary>
internal static class RemovedInvitees
{
    /// <summary>In one query, whose answer is as long as the list of those who were removed.</summary>
    /// <param name="invitations">Of one room.</param>
    public static async Task<IReadOnlySet<InvitationId>> RemovedAmong(this UsherDb db, IReadOnlyList<Invitation> invitations, DateTimeOffset now)
    {
        if (invitations.Count == 0) return new HashSet<InvitationId>();
        var (accounts, others, sessions, room) = (db.Accounts, db.Invitations, db.Sessions, invitations[0].RoomId);
        var ended = now - SessionRules.Overrun;
        var removed = await db.Participants
            .Where(person => person.RemovedAt != null && sessions.Any(one => one.Id == person.SessionId && one.RoomId == room))
            .Select(person => new
            {
                person.SessionId,
                person.InvitationId,
                Over = person.Session!.EndedAt != null || person.Session.CancelledAt != null || person.Session.EndsAt <= ended,
                Address = accounts.Where(one => one.Id == person.AccountId).Select(one => one.NormalizedEmail).FirstOrDefault()
                    ?? others.Where(one => one.Id == person.InvitationId).Select(one => one.EmailKey).FirstOrDefault(),
            }).ToListAsync();
        // One for every session lets them into the next, whatever became of them in one that is over.
        return invitations.Where(one => removed.Exists(person =>
            (one.SessionId is { } session ? person.SessionId == session : !person.Over) && (person.InvitationId == one.Id || person.Address == one.EmailKey)))
            .Select(one => one.Id).ToHashSet();
    }
}
