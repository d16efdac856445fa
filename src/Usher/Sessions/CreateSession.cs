using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Adds a session to a room.</summary>
public sealed class CreateSession(WriteDoor door)
{
    public async Task<Outcome<Session>> Run(Actor by, RoomId room, SessionTimes times, CancellationToken cancel = default)
    {
        var id = SessionId.New(by.At);
        return await door.Write(db => Create(db, by, room, id, times.Stored(), cancel), cancel);
    }

    internal static async Task<Outcome<Session>> Create(UsherDb db, Actor by, RoomId room, SessionId id, SessionTimes times, CancellationToken cancel)
    {
        var found = await db.FindRoom(room, by.Account, RoomAct.Edit, cancel);
        if ((found.Problem ?? times.Check(by.At)) is { } problem) return problem;
        var session = new Session
        {
            Id = id,
            RoomId = room,
            StartsAt = times.StartsAt,
            EndsAt = times.EndsAt,
            EarlyEntryMinutes = times.EarlyEntryMinutes,
            CreatedAt = by.At,
        };
        db.Add(session);
        db.Add(by.Did("session.created", id));
        return session;
    }
}
