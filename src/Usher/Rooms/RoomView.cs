using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>A room as the API shows it.</summary>
/// <param name="Description">Markdown.</param>
/// <param name="Standing">Of the account that asks; absent for one let in by the access rule.</param>
/// <param name="Poster">The address of its poster.</param>
public sealed record RoomView(
    RoomId Id, string Title, string Description, RoomAccess Access, bool ChatAndCollaboration, StageMode StageMode, string TimeZone,
    Standing? Standing, IReadOnlyList<NamedSpeaker> Speakers, string? Poster, IReadOnlyList<FileView> Attachments, DateTimeOffset CreatedAt, int Version);

/// <summary>An attachment or poster.</summary>
/// <param name="Size">Bytes.</param>
public sealed record FileView(RoomFileId Id, RoomFileKind Kind, string Name, long Size, string Url)
{
    internal static FileView Of(RoomFile file) => new(file.Id, file.Kind, file.FileName, file.Size, $"/rooms/{file.RoomId}/files/{file.Id}");
}

/// <summary>A room in a list of one's own.</summary>
public sealed record RoomSummary(
    RoomId Id, string Title, RoomAccess Access, string TimeZone, Standing Standing, DateTimeOffset CreatedAt, string? Poster);

/// <summary>Reads rooms for showing: each in a fixed number of queries.</summary>
public static class ReadRooms
{
    public static async Task<Outcome<RoomView>> ViewRoom(this UsherDb db, RoomId id, SignedIn? who, CancellationToken cancel = default)
    {
        var found = await db.FindRoom(id, who, cancel);
        if (found.Problem is { } problem) return problem;
        var (room, standing) = found.Value;
        var files = await db.FilesOf(id, cancel);
        return new RoomView(
            id, room.Title, room.Description, room.Access, room.ChatAndCollaboration, room.StageMode, room.TimeZone, standing,
            await db.SpeakersOf(id, cancel), files.FirstOrDefault(file => file.Kind is RoomFileKind.Poster)?.Url,
            [.. files.Where(file => file.Kind is RoomFileKind.Attachment)], room.CreatedAt, room.Version);
    }

    public static Task<List<NamedSpeaker>> SpeakersOf(this UsherDb db, RoomId room, CancellationToken cancel = default) =>
        db.RoomSpeakers.Where(speaker => speaker.RoomId == room).OrderBy(speaker => speaker.Place)
            .Select(speaker => new NamedSpeaker(speaker.Name, speaker.About)).ToListAsync(cancel);

    /// <summary>In the order in which they were added.</summary>
    public static async Task<IReadOnlyList<FileView>> FilesOf(this UsherDb db, RoomId room, CancellationToken cancel = default) =>
        [.. (await db.RoomFiles.AsNoTracking().Where(file => file.RoomId == room).OrderBy(file => file.Id).ToListAsync(cancel)).Select(FileView.Of)];

    /// <summary>The rooms one has a standing on, the newest first.</summary>
    /// <param name="before">Only those made before this one: where the page before ended.</param>
    public static async Task<IReadOnlyList<RoomSummary>> RoomsOf(this UsherDb db, AccountId account, RoomId? before, int most, CancellationToken cancel = default)
    {
        var mine = db.Collaborators.AsNoTracking().Where(collaborator => collaborator.AccountId == account && collaborator.Room!.DeletedAt == null);
        if (before is { } cursor) mine = mine.Where(collaborator => collaborator.RoomId.CompareTo(cursor) < 0);
        var rows = await mine.OrderByDescending(collaborator => collaborator.RoomId).Take(most).Select(collaborator => new
        {
            collaborator.Room,
            collaborator.Standing,
            Poster = collaborator.Room!.Files.Where(file => file.Kind == RoomFileKind.Poster).Select(file => (RoomFileId?)file.Id).FirstOrDefault(),
        }).ToListAsync(cancel);
        return [.. rows.Select(row => new RoomSummary(
            row.Room!.Id, row.Room.Title, row.Room.Access, row.Room.TimeZone, row.Standing, row.Room.CreatedAt,
            row.Poster is { } poster ? $"/rooms/{row.Room.Id}/files/{poster}" : null))];
    }
}
