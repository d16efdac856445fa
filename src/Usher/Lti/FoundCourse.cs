using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Lti;

/// <summary>A course as one of its members finds it.</summary>
public sealed record FoundCourse(Course Course, CourseRole Role)
{
    public bool Leads => Role is CourseRole.Host;
}

/// <summary>A room of a course, with the session that is running or comes next.</summary>
public sealed record CourseRoom(Room Room, string? Poster, Session? Session, bool Open);

/// <summary>Finds courses and their rooms for people.</summary>
internal static class FindCourses
{
    private const int Most = 200;

    /// <summary>The course, if they are in it; strangers learn nothing of it.</summary>
    public static async Task<Outcome<FoundCourse>> FindCourse(this UsherDb db, CourseId id, SignedIn who, CancellationToken cancel = default)
    {
        var member = await db.CourseMembers.AsNoTracking().Include(one => one.Course)
            .FirstOrDefaultAsync(one => one.CourseId == id && one.AccountId == who.Id && one.LeftAt == null, cancel);
        return member is null ? LtiProblems.UnknownCourse : new FoundCourse(member.Course!, member.Role);
    }

    public static Task<List<Course>> CoursesOf(this UsherDb db, AccountId account, CancellationToken cancel = default) =>
        db.CourseMembers.AsNoTracking().Where(one => one.AccountId == account && one.LeftAt == null)
            .Select(one => one.Course!).OrderBy(course => course.Title).Take(Most).ToListAsync(cancel);

    /// <summary>The rooms of a course that its members see, what is open first, then what comes next, then the newest.</summary>
    public static async Task<IReadOnlyList<CourseRoom>> RoomsOf(this UsherDb db, CourseId course, DateTimeOffset now, CancellationToken cancel = default)
    {
        var rows = await db.Rooms.AsNoTracking().Where(room => room.CourseId == course && room.DeletedAt == null && room.Access != RoomAccess.Private)
            .OrderByDescending(room => room.Id).Take(Most)
            .Select(room => new { Room = room, Poster = room.Files.Where(file => file.Kind == RoomFileKind.Poster).Select(file => (RoomFileId?)file.Id).FirstOrDefault() })
            .ToListAsync(cancel);
        var ids = rows.Select(row => row.Room.Id).ToList();
        var sessions = (await db.Sessions.AsNoTracking().Where(SessionRules.Upcoming(now)).Where(session => ids.Contains(session.RoomId)).ToListAsync(cancel))
            .ToLookup(session => session.RoomId);
        return
        [
            .. rows.Select(row =>
            {
                var session = SessionRules.RunningOrNext(sessions[row.Room.Id], now);
                var open = session is not null && SessionRules.Phase(session.Facts(), Role.Viewer, now) is SessionPhase.Open;
                return new CourseRoom(row.Room, row.Poster is { } poster ? $"/rooms/{row.Room.Id}/files/{poster}" : null, session, open);
            }).OrderByDescending(room => room.Open).ThenBy(room => room.Session is null).ThenBy(room => room.Session?.StartsAt),
        ];
    }
}
