using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What must hold in the very unit of work that issues invitations, one or many.</summary>
internal static class IssuePreconditions
{
    /// <summary>
    /// Repeats the preconditions where they count, and holds the room's row and the inviter's until the end of the unit: two hosts who
    /// invite the same person at the same moment come one after the other, and the second learns of the first; and nobody's quota is
    /// counted twice at once, whichever rooms they invite to.
    /// </summary>
    public static async Task<bool> HoldToIssue(this UsherDb db, RoomId room, Actor by)
    {
        var held = await db.Rooms.Where(one => one.Id == room && one.ChatAndCollaboration).Where(db.Allows(RoomAct.Invite, by.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version));
        if (held == 0) return false;
        return await db.Accounts.Where(account => account.Id == by.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.SendsInvitationsByEmail, account => account.SendsInvitationsByEmail)) == 1;
    }

    /// <summary>How many more this person may issue now.</summary>
    public static async Task<int> QuotaLeft(this UsherDb db, Actor by, InvitationSettings site)
    {
        var hourAgo = by.At.AddHours(-1);
        return site.Quota - await db.Invitations.CountAsync(one => one.IssuedById == by.Id && one.IssuedAt > hourAgo);
    }

    /// <summary>After how long they may issue one again, once none is left.</summary>
    public static async Task<TimeSpan> QuotaReturns(this UsherDb db, Actor by)
    {
        var hourAgo = by.At.AddHours(-1);
        return await db.Invitations.Where(one => one.IssuedById == by.Id && one.IssuedAt > hourAgo).MinAsync(one => one.IssuedAt) - hourAgo;
    }

    /// <summary>Of these addresses, by session: the live invitations that they hold in this room.</summary>
    public static async Task<Dictionary<(string EmailKey, SessionId? Session), InvitationId>> HeldBy(
        this UsherDb db, RoomId room, IReadOnlyCollection<string> emailKeys, InvitationSettings site, DateTimeOffset now)
    {
        var held = await db.Invitations.Where(one => one.RoomId == room && emailKeys.Contains(one.EmailKey))
            .Live(TimeSpan.FromMinutes(site.GraceMinutes), now).Select(one => new { one.EmailKey, one.SessionId, one.Id }).ToListAsync();
        return held.DistinctBy(one => (one.EmailKey, one.SessionId)).ToDictionary(one => (one.EmailKey, one.SessionId), one => one.Id);
    }
}
