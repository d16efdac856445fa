using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Ends a session that is open: whoever is in it is out, and nobody comes in any more.</summary>
public sealed class EndSession(WriteDoor door, SessionChanges changes)
{
    /// <summary>By somebody whose standing makes them a Host.</summary>
    public async Task<Outcome<Done>> Run(Actor by, RoomId room, SessionId id, CancellationToken cancel = default)
    {
        var ended = await door.Write<Outcome<Done>>(async db =>
        {
            var found = await db.FindSession(room, id, by.Account, RoomAct.EnterAsHost, cancel);
            if (found.Problem is { } problem) return problem;
            if (!await End(db, id, by.At, cancel))
                return SessionRules.Phase(found.Value.Session.Facts(), Role.Host, by.At) is SessionPhase.NotYet ? SessionProblems.NotOpen : SessionProblems.Ended;
            db.Add(by.Did("session.ended", id));
            return new Done();
        }, cancel);
        if (ended.Problem is null) changes.Tell(new(id));
        return ended;
    }

    /// <summary>The fact itself, for whoever has decided that it may be: within a unit of work. False if it was not open.</summary>
    public static async Task<bool> End(UsherDb db, SessionId id, DateTimeOffset now, CancellationToken cancel = default) =>
        await db.Sessions.Where(session => session.Id == id).Where(SessionRules.OpenFor(now, early: true))
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now).SetProperty(session => session.Version, session => session.Version + 1), cancel) == 1;
}
