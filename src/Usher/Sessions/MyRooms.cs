using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>A room of one's own, with the session that is running or comes next.</summary>
/// <param name="Open">Whether Viewers may go in now.</param>
public sealed record MyRoom(RoomSummary Room, Session? Session, bool Open);

/// <summary>Reads My rooms: two queries, however many rooms there are.</summary>
public static class ReadMyRooms
{
    public const int Most = 200;

    /// <summary>What is open first, then what comes next, then the rest, the newest room first.</summary>
    public static async Task<IReadOnlyList<MyRoom>> MyRooms(this UsherDb db, AccountId account, DateTimeOffset now, CancellationToken cancel = default)
    {
        var rooms = await db.RoomsOf(account, null, Most, cancel);
        var ids = rooms.Select(room => room.Id).ToList();
        var sessions = (await db.Sessions.AsNoTracking().Where(SessionRules.Upcoming(now)).Where(session => ids.Contains(session.RoomId)).ToListAsync(cancel))
            .ToLookup(session => session.RoomId);
        return [.. rooms.Select(room => Of(room, sessions[room.Id], now))
            .OrderByDescending(room => room.Open).ThenBy(room => room.Session is null).ThenBy(room => room.Session?.StartsAt)];
    }

    private static MyRoom Of(RoomSummary room, IEnumerable<Session> sessions, DateTimeOffset now)
    {
        var session = SessionRules.RunningOrNext(sessions, now);
        return new(room, session, session is not null && SessionRules.Phase(session.Facts(), Role.Viewer, now) is SessionPhase.Open);
    }
}
