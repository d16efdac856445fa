using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Moves a session to other times. Its invitations and links stay as they are.</summary>
public sealed class EditSession(WriteDoor door, SessionChanges changes)
{
    /// <param name="change">What the session's times become, from what they are.</param>
    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    public async Task<Outcome<Session>> Run(
        Actor by, RoomId room, SessionId id, Func<SessionTimes, SessionTimes> change, int? version, CancellationToken cancel = default)
    {
        var edited = await door.Write(db => Edit(db, by, room, id, change, version, cancel), cancel);
        if (edited.Problem is null) changes.Tell(new(id));
        return edited;
    }

    private static async Task<Outcome<Session>> Edit(
        UsherDb db, Actor by, RoomId room, SessionId id, Func<SessionTimes, SessionTimes> change, int? version, CancellationToken cancel)
    {
        var found = await db.FindSession(room, id, by.Account, RoomAct.Edit, cancel);
        if (found.Problem is { } unknown) return unknown;
        var session = found.Value.Session;
        if (SessionRules.Phase(session.Facts(), Role.Host, by.At) is SessionPhase.Ended) return SessionProblems.Ended;
        var was = new SessionTimes(session.StartsAt, session.EndsAt, session.EarlyEntryMinutes);
        var times = change(was).Stored();
        if (times.Check(by.At) is { } problem) return problem;
        var from = version ?? session.Version;
        (session.StartsAt, session.EndsAt, session.EarlyEntryMinutes, session.Version) = (times.StartsAt, times.EndsAt, times.EarlyEntryMinutes, from + 1);
        var rows = await db.Sessions
            .Where(row => row.Id == id && row.Version == from && row.CancelledAt == null && row.EndedAt == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.StartsAt, session.StartsAt).SetProperty(row => row.EarlyFrom, session.EarlyFrom)
                .SetProperty(row => row.EndsAt, session.EndsAt).SetProperty(row => row.EarlyEntryMinutes, session.EarlyEntryMinutes)
                .SetProperty(row => row.Version, session.Version), cancel);
        if (rows == 0) return CommonProblems.Stale;
        db.Add(by.Did("session.edited", id));
        return session;
    }
}
