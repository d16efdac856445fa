using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>A room as somebody finds it: rooms are looked up only through who looks.</summary>
/// <param name="Standing">Their own or what being in its course gives; null: let in by the access rule.</param>
public sealed record FoundRoom(Room Room, Standing? Standing)
{
    /// <summary>What they are in the room's course; null for nothing.</summary>
    public CourseRole? Course { get; init; }

    /// <summary>What counts as their site role where this room is concerned.</summary>
    public SiteRole SiteRoleOf(SignedIn who) => who.SiteRole.With(Room.Access, Course);

    public bool May(RoomAct act) => Standing?.May(act) is true;
}

/// <summary>Finds rooms for people.</summary>
public static class FindRooms
{
    /// <summary>The room, if this person may see it.</summary>
    public static async Task<Outcome<FoundRoom>> FindRoom(this UsherDb db, RoomId id, SignedIn? who, CancellationToken cancel = default)
    {
        var (account, members) = (who?.Id ?? default, db.CourseMembers);
        var found = await db.Rooms.AsNoTracking()
            .Where(room => room.Id == id && room.DeletedAt == null)
            .Select(room => new FoundRoom(
                room,
                room.Collaborators.Where(collaborator => collaborator.AccountId == account).Select(collaborator => (Standing?)collaborator.Standing).FirstOrDefault())
            {
                Course = members.Where(member => member.CourseId == room.CourseId && member.AccountId == account && member.LeftAt == null)
                    .Select(member => (CourseRole?)member.Role).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancel);
        if (found is null) return RoomProblems.Unknown;
        found = found with { Standing = found.Standing.With(found.Room.Access, found.Course) };
        return RoomRules.MaySee(found.Room.Access, found.Standing, who is { IsAnonymous: false }, found.Course) ? found : RoomProblems.Unknown;
    }

    /// <summary>The room, if this person may see it and do this to it.</summary>
    public static async Task<Outcome<FoundRoom>> FindRoom(this UsherDb db, RoomId id, SignedIn? who, RoomAct act, CancellationToken cancel = default)
    {
        var room = await db.FindRoom(id, who, cancel);
        return room.Problem is null && !room.Value.May(act) ? RoomProblems.Forbidden : room;
    }

    /// <summary>That a room is there and this account may do this to it: for the WHERE of doing it.</summary>
    public static Expression<Func<Room, bool>> Allows(this UsherDb db, RoomAct act, AccountId account)
    {
        var hosts = db.CourseMembers.Where(member => member.AccountId == account && member.LeftAt == null && member.Role == CourseRole.Host);
        var byCourse = Standing.CoEditor.May(act);
        var standings = Enum.GetValues<Standing>().Where(standing => standing.May(act)).ToArray();
        return room => room.DeletedAt == null
            && (room.Collaborators.Any(collaborator => collaborator.AccountId == account && standings.Contains(collaborator.Standing))
                || (byCourse && room.Access != RoomAccess.Private && hosts.Any(member => member.CourseId == room.CourseId)));
    }
}
