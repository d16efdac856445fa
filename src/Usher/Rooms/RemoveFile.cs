using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Takes a poster or an attachment away for good.</summary>
public sealed class RemoveFile(WriteDoor door)
{
    public Task<Outcome<Done>> Run(Actor by, RoomId room, RoomFileId file, CancellationToken cancel = default) => door.Write<Outcome<Done>>(async db =>
    {
        var found = await db.FindRoom(room, by.Account, RoomAct.Edit, cancel);
        if (found.Problem is { } problem) return problem;
        if (await db.RoomFiles.Where(row => row.Id == file && row.RoomId == room).ExecuteDeleteAsync(cancel) == 0) return RoomProblems.UnknownFile;
        db.Add(by.Did("room-file.removed", room, file.ToString()));
        return new Done();
    }, cancel);
}
