using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>A session as somebody finds it: by way of a room that they may see.</summary>
/// <param name="Standing">On its room; null: let in by the access rule.</param>
public sealed record FoundSession(Session Session, Room Room, Standing? Standing);

/// <summary>Finds sessions for people.</summary>
public static class FindSessions
{
    /// <summary>The session, cancelled ones apart, if this person may see its room and do this to it.</summary>
    public static async Task<Outcome<FoundSession>> FindSession(
        this UsherDb db, RoomId roomId, SessionId id, SignedIn? who, RoomAct? act, CancellationToken cancel = default)
    {
        var room = act is { } needed ? await db.FindRoom(roomId, who, needed, cancel) : await db.FindRoom(roomId, who, cancel);
        if (room.Problem is { } problem) return problem;
        var session = await db.Sessions.AsNoTracking().FirstOrDefaultAsync(
            session => session.Id == id && session.RoomId == roomId && session.CancelledAt == null, cancel);
        return session is null ? SessionProblems.Unknown : new FoundSession(session, room.Value.Room, room.Value.Standing);
    }

    /// <summary>A room's sessions that are not cancelled, in the order in which they start; those without a start first.</summary>
    public static Task<List<Session>> SessionsOf(this UsherDb db, RoomId room, CancellationToken cancel = default) =>
        db.Sessions.AsNoTracking().Where(session => session.RoomId == room && session.CancelledAt == null)
            .OrderBy(session => session.StartsAt ?? session.CreatedAt).ThenBy(session => session.Id).ToListAsync(cancel);

    /// <summary>What being in a course makes of somebody in a live session of its rooms.</summary>
    public static Role LiveRole(this CourseRole role) => role switch
    {
        CourseRole.Viewer => Role.Viewer,
        CourseRole.Speaker => Role.Speaker,
        CourseRole.Moderator => Role.Moderator,
        CourseRole.Host => Role.Host,
    };

    /// <summary>What a standing makes of somebody in a live session.</summary>
    public static Role LiveRole(this Standing standing) => standing.May(RoomAct.EnterAsHost) ? Role.Host : Role.Viewer;
}
