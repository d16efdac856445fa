using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Takes a session out of the schedule; its invitations are void and whoever is in it is out.</summary>
public sealed class CancelSession(WriteDoor door, SessionChanges changes)
{
    /// <param name="version">The version that was looked at; null to cancel whatever is there.</param>
    public async Task<Outcome<Done>> Run(Actor by, RoomId room, SessionId id, int? version, CancellationToken cancel = default)
    {
        var cancelled = await door.Write<Outcome<Done>>(async db =>
        {
            var found = await db.FindSession(room, id, by.Account, RoomAct.Edit, cancel);
            if (found.Problem is { } problem) return problem;
            var rows = await db.Sessions
                .Where(session => session.Id == id && session.CancelledAt == null && (version == null || session.Version == version))
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.CancelledAt, by.At).SetProperty(session => session.Version, session => session.Version + 1), cancel);
            if (rows == 0) return CommonProblems.Stale;
            db.Add(by.Did("session.cancelled", id));
            return new Done();
        }, cancel);
        if (cancelled.Problem is null) changes.Tell(new(id));
        return cancelled;
    }
}
