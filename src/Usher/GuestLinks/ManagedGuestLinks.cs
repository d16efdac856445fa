using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>What the acts on guest links share: whom they concern, and who may.</summary>
internal static class ManagedGuestLinks
{
    /// <summary>The room, if this person may look after its guest links: the standing and the site's leave that inviting takes.</summary>
    public static async Task<Outcome<Room>> RoomToLetGuestsInto(this UsherDb db, RoomId id, Actor by, InvitationSettings site)
    {
        var found = await db.RoomToManage(id, by, site);
        return found.Problem is { } problem ? problem : found.Value.Room;
    }

    /// <summary>Repeats the standing where it counts, and holds the room's row until the end of the unit; false if it is gone.</summary>
    public static async Task<bool> HoldRoomToInvite(this UsherDb db, RoomId room, Actor by) =>
        await db.Rooms.Where(one => one.Id == room).Where(db.Allows(RoomAct.Invite, by.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version)) == 1;

    /// <summary>Puts out those who came by these links, for good.</summary>
    /// <returns>The sessions to tell once this is committed.</returns>
    public static async Task<IReadOnlyList<SessionChange>> PutOut(this UsherDb db, Expression<Func<Guest, bool>> which, DateTimeOffset now)
    {
        var (theirs, earliest) = (db.Guests.Where(which), now - SessionRules.Overrun);
        var sessions = await db.Participants
            .Where(person => theirs.Any(guest => guest.Id == person.GuestId && guest.RevokedAt == null))
            .Where(person => person.Session!.EndedAt == null && (person.Session.EndsAt == null || person.Session.EndsAt > earliest))
            .Select(person => person.SessionId).Distinct().ToListAsync();
        await theirs.Where(guest => guest.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(guest => guest.RevokedAt, now));
        return [.. sessions.Select(session => new SessionChange(session))];
    }

    /// <summary>The sessions whose waiting pages may show something else now.</summary>
    public static async Task<IReadOnlyList<SessionChange>> WaitingOn(this UsherDb db, RoomId room, DateTimeOffset now) =>
        await db.RunningOrNext(room, now) is { } session ? [new SessionChange(session.Id)] : [];
}
