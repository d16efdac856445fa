using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>A room as somebody who manages its invitations sees it.</summary>
public sealed record InvitingRoom(RoomId Id, string Title, string TimeZone, bool ChatAndCollaboration, Standing? Standing, RoomAccess Access, IReadOnlyList<Session> Upcoming)
{
    /// <summary>The session that an invitation is for unless the host says otherwise: the running or next one.</summary>
    public Session? Default(DateTimeOffset now) => SessionRules.RunningOrNext(Upcoming, now);
}

/// <summary>Who may manage the invitations of a room, asked by every page and endpoint of theirs.</summary>
internal static class InvitingRoomQuery
{
    /// <summary>The room; or that there is none, which is also what those hear who may not see it; or that they may not manage its invitations.</summary>
    public static async Task<Outcome<InvitingRoom>> RoomToManage(this UsherDb db, RoomId id, SignedIn account, InvitationSettings settings, DateTimeOffset now)
    {
        var room = await db.Rooms.AsNoTracking()
            .Where(room => room.Id == id && room.DeletedAt == null)
            .Select(room => new
            {
                room.Title,
                room.TimeZone,
                room.ChatAndCollaboration,
                room.Access,
                Standing = room.Collaborators.Where(one => one.AccountId == account.Id).Select(one => (Standing?)one.Standing).FirstOrDefault(),
            })
            .SingleOrDefaultAsync();
        if (room is null || (room.Standing is null && room.Access is RoomAccess.Private or RoomAccess.Course)) return RoomProblems.Unknown;
        if (!InvitationRules.Manages(room.Standing, account.SiteRole, settings.AllowedUsers)) return InvitationProblems.MayNotInvite;
        var upcoming = await db.Sessions.AsNoTracking().Where(session => session.RoomId == id).Where(SessionRules.Upcoming(now))
            .OrderBy(session => session.StartsAt).ToListAsync();
        return new InvitingRoom(id, room.Title, room.TimeZone, room.ChatAndCollaboration, room.Standing, room.Access, upcoming);
    }

    /// <summary>The same for those who want to invite now: all preconditions, not only the standing.</summary>
    public static async Task<Outcome<InvitingRoom>> RoomToInviteTo(this UsherDb db, RoomId id, SignedIn account, SiteSettings settings, DateTimeOffset now)
    {
        var site = await settings.Invitations();
        var found = await db.RoomToManage(id, account, site, now);
        if (found.Problem is not null) return found;
        var room = found.Value;
        var facts = InvitePreconditions.Of(site, await settings.Theming(), room.ChatAndCollaboration, room.Standing, account.SiteRole);
        return InvitationRules.MayInvite(facts) is { } problem ? problem : room;
    }
}
