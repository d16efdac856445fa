using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Deletes a room: its sessions are gone and its invitations void, since both look at this one fact.</summary>
public sealed class DeleteRoom(WriteDoor door, RoomChanges changes)
{
    /// <param name="version">The version that was looked at; null to delete whatever is there.</param>
    public async Task<Outcome<Done>> Run(Actor by, RoomId id, int? version, CancellationToken cancel = default)
    {
        var deleted = await door.Write<Outcome<Done>>(async db =>
        {
            var rows = await db.Rooms
                .Where(room => room.Id == id && (version == null || room.Version == version))
                .Where(db.Allows(RoomAct.Delete, by.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(room => room.DeletedAt, by.At).SetProperty(room => room.Version, room => room.Version + 1), cancel);
            if (rows == 0) return (await db.FindRoom(id, by.Account, RoomAct.Delete, cancel)).Problem ?? CommonProblems.Stale;
            db.Add(by.Did("room.deleted", id));
            return new Done();
        }, cancel);
        if (deleted.Problem is null) changes.Tell(new(id));
        return deleted;
    }
}
