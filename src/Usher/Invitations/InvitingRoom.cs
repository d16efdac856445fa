using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>A room as somebody who manages its invitations sees it.</summary>
public sealed record InvitingRoom(Room Room, Standing? Standing, IReadOnlyList<Session> Upcoming)
{
    public RoomId Id => Room.Id;

    /// <summary>The session that an invitation is for unless the host says otherwise: the running or next one.</summary>
    public Session? Default(DateTimeOffset now) => SessionRules.RunningOrNext(Upcoming, now);
}

/// <summary>Who may manage the invitations of a room, asked by every page and endpoint of theirs.</summary>
internal static class InvitingRoomQuery
{
    /// <summary>The room; or that there is none, which is also what those hear who may not see it; or that they may not manage its invitations.</summary>
    public static async Task<Outcome<InvitingRoom>> RoomToManage(this UsherDb db, RoomId id, Actor by, InvitationSettings settings)
    {
        var found = await db.FindRoom(id, by.Account);
        if (found.Problem is { } unseen) return unseen;
        var (room, standing) = found.Value;
        if (!InvitationRules.Manages(standing, await db.SiteAllowsToInvite(settings, found.Value, by.Account))) return InvitationProblems.MayNotInvite;
        var upcoming = await db.Sessions.AsNoTracking().Where(session => session.RoomId == id).Where(SessionRules.Upcoming(by.At))
            .OrderBy(session => session.StartsAt).ToListAsync();
        return new InvitingRoom(room, standing, upcoming);
    }

    /// <summary>The same for those who want to invite now: all preconditions, not only the standing.</summary>
    public static async Task<Outcome<InvitingRoom>> RoomToInviteTo(this UsherDb db, RoomId id, Actor by, SiteSettings settings)
    {
        var site = await settings.Invitations();
        var found = await db.RoomToManage(id, by, site);
        if (found.Problem is not null) return found;
        var room = found.Value;
        var facts = InvitePreconditions.Of(site, await settings.Theming(), room.Room.ChatAndCollaboration, room.Standing, siteAllows: true);
        return InvitationRules.MayInvite(facts) is { } problem ? problem : room;
    }
}
