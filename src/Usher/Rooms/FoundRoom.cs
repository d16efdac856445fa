using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>A room as somebody finds it: rooms are looked up only through who looks.</summary>
/// <param name="Standing">Null: let in by the access rule.</param>
public sealed record FoundRoom(Room Room, Standing? Standing)
{
    public bool May(RoomAct act) => Standing?.May(act) is true;
}

/// <summary>Finds rooms for people.</summary>
public static class FindRooms
{
    /// <summary>The room, if this person may see it.</summary>
    public static async Task<Outcome<FoundRoom>> FindRoom(this UsherDb db, RoomId id, SignedIn? who, CancellationToken cancel = default)
    {
        var account = who?.Id ?? default;
        var found = await db.Rooms.AsNoTracking()
            .Where(room => room.Id == id && room.DeletedAt == null)
            .Select(room => new FoundRoom(
                room,
                room.Collaborators.Where(collaborator => collaborator.AccountId == account).Select(collaborator => (Standing?)collaborator.Standing).FirstOrDefault()))
            .FirstOrDefaultAsync(cancel);
        return found is not null && RoomRules.MaySee(found.Room.Access, found.Standing, who is not null) ? found : RoomProblems.Unknown;
    }

    /// <summary>The room, if this person may see it and do this to it.</summary>
    public static async Task<Outcome<FoundRoom>> FindRoom(this UsherDb db, RoomId id, SignedIn? who, RoomAct act, CancellationToken cancel = default)
    {
        var room = await db.FindRoom(id, who, cancel);
        return room.Problem is null && !room.Value.May(act) ? RoomProblems.Forbidden : room;
    }

    /// <summary>That a room is there and this account may do this to it: for the WHERE of doing it.</summary>
    public static Expression<Func<Room, bool>> Allows(RoomAct act, AccountId account)
    {
        var standings = Enum.GetValues<Standing>().Where(standing => standing.May(act)).ToArray();
        return room => room.DeletedAt == null
            && room.Collaborators.Any(collaborator => collaborator.AccountId == account && standings.Contains(collaborator.Standing));
    }
}
