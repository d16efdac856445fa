using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Changes what a room says of itself, and, by a right of its own, who may see it.</summary>
public sealed class EditRoom(WriteDoor door, RoomChanges changes)
{
    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    /// <returns>The new version.</returns>
    public async Task<Outcome<int>> Run(Actor by, RoomId id, RoomDetails details, int? version, CancellationToken cancel = default)
    {
        var edited = await door.Write<Outcome<int>>(async db =>
        {
            var found = await db.FindRoom(id, by.Account, cancel);
            if (found.Problem is { } unknown) return unknown;
            if (Refusal(found.Value, details) is { } refusal) return refusal;
            var next = await Change(db, found.Value.Room, details, version, cancel);
            if (next is null) return CommonProblems.Stale;
            if (details.Speakers is not null) await NameSpeakers(db, id, details, cancel);
            db.Add(by.Did("room.edited", id));
            if (details.Access is { } access && access != found.Value.Room.Access) db.Add(by.Did("room.access-changed", id, $"{found.Value.Room.Access} to {access}"));
            return next.Value;
        }, cancel);
        if (edited.Problem is null) changes.Tell(new(id));
        return edited;
    }

    private static Problem? Refusal(FoundRoom found, RoomDetails details)
    {
        var access = details.Access is { } wanted && wanted != found.Room.Access;
        if (access && !found.May(RoomAct.ChangeAccess)) return RoomProblems.Forbidden;
        if (details.EditsMoreThanAccess ? !found.May(RoomAct.Edit) : !found.May(RoomAct.ChangeAccess)) return RoomProblems.Forbidden;
        // A form repeats the rule that the room has; only choosing another is checked.
        return (access ? details : details with { Access = null }).Check(found.Room.CourseId is not null);
    }

    // The version found is repeated in the WHERE: of two who edit at once, one is told.
    private static async Task<int?> Change(UsherDb db, Room room, RoomDetails details, int? version, CancellationToken cancel)
    {
        var from = version ?? room.Version;
        var rows = await db.Rooms.Where(row => row.Id == room.Id && row.Version == from && row.DeletedAt == null).ExecuteUpdateAsync(set =>
        {
            set.SetProperty(row => row.Version, from + 1);
            if (details.Title is { } title) set.SetProperty(row => row.Title, title.Trim());
            if (details.Description is { } description) set.SetProperty(row => row.Description, description);
            if (details.Access is { } access) set.SetProperty(row => row.Access, access);
            if (details.ChatAndCollaboration is { } on) set.SetProperty(row => row.ChatAndCollaboration, on);
            if (details.StageMode is { } mode) set.SetProperty(row => row.StageMode, mode);
            if (details.TimeZone is { } zone) set.SetProperty(row => row.TimeZone, zone);
        }, cancel);
        return rows == 0 ? null : from + 1;
    }

    private static async Task NameSpeakers(UsherDb db, RoomId id, RoomDetails details, CancellationToken cancel)
    {
        await db.RoomSpeakers.Where(speaker => speaker.RoomId == id).ExecuteDeleteAsync(cancel);
        db.AddRange(details.SpeakersOf(id));
    }
}
