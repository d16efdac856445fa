using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Opens a room at once: its running or next session, or, when nothing is scheduled, one without times.</summary>
public sealed class StartNow(WriteDoor door, SessionChanges changes)
{
    public async Task<Outcome<Session>> Run(Actor by, RoomId room, CancellationToken cancel = default)
    {
        var id = SessionId.New(by.At);
        var started = await door.Write<Outcome<Session>>(async db =>
        {
            // Touches the room's row, so that of two who start at once the second finds the session of the first.
            var rows = await db.Rooms.Where(row => row.Id == room).Where(db.Allows(RoomAct.EnterAsHost, by.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version), cancel);
            if (rows == 0) return (await db.FindRoom(room, by.Account, RoomAct.EnterAsHost, cancel)).Problem ?? RoomProblems.Forbidden;
            var upcoming = await db.Sessions.AsNoTracking().Where(session => session.RoomId == room).Where(SessionRules.Upcoming(by.At)).ToListAsync(cancel);
            return SessionRules.RunningOrNext(upcoming, by.At) is { } next
                ? await OpenSession.Open(db, by, room, next.Id, cancel)
                : await CreateSession.Create(db, by, room, id, new(null, null, Session.UsualEarlyEntryMinutes), cancel);
        }, cancel);
        if (started.Problem is null) changes.Tell(new(started.Value.Id));
        return started;
    }
}
