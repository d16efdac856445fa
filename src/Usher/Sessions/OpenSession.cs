using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Opens a session by hand, ahead of its start. Opening an open one changes nothing.</summary>
public sealed class OpenSession(WriteDoor door, SessionChanges changes)
{
    public async Task<Outcome<Session>> Run(Actor by, RoomId room, SessionId id, CancellationToken cancel = default)
    {
        var opened = await door.Write(db => Open(db, by, room, id, cancel), cancel);
        if (opened.Problem is null) changes.Tell(new(id));
        return opened;
    }

    internal static async Task<Outcome<Session>> Open(UsherDb db, Actor by, RoomId room, SessionId id, CancellationToken cancel)
    {
        var found = await db.FindSession(room, id, by.Account, RoomAct.EnterAsHost, cancel);
        if (found.Problem is { } problem) return problem;
        var session = found.Value.Session;
        if (SessionRules.Phase(session.Facts(), Role.Host, by.At) is SessionPhase.Ended) return SessionProblems.Ended;
        var rows = await db.Sessions.Where(SessionRules.Upcoming(by.At))
            .Where(row => row.Id == id && row.OpenedAt == null && row.StartsAt > by.At)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.OpenedAt, by.At).SetProperty(row => row.Version, row => row.Version + 1), cancel);
        if (rows == 0) return session;
        db.Add(by.Did("session.opened", id));
        (session.OpenedAt, session.Version) = (by.At, session.Version + 1);
        return session;
    }
}
