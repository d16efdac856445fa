using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Gives a room a poster, in place of the one it has, or one more attachment.</summary>
public sealed class AddFile(WriteDoor door)
{
    public const int LargestPoster = 5 * 1024 * 1024;
    public const int LargestAttachment = 20 * 1024 * 1024;
    public const int MostAttachments = 20;

    public async Task<Outcome<RoomFile>> Run(Actor by, RoomId room, RoomFileKind kind, string name, byte[] bytes, CancellationToken cancel = default)
    {
        if (Refusal(kind, bytes) is { } refusal) return refusal;
        var file = new RoomFile
        {
            Id = RoomFileId.New(by.At),
            RoomId = room,
            Kind = kind,
            FileName = FileTypes.SafeName(name),
            ContentType = FileTypes.Image(bytes) ?? "application/octet-stream",
            Size = bytes.Length,
            UploadedAt = by.At,
        };
        return await door.Write<Outcome<RoomFile>>(async db =>
        {
            var found = await db.FindRoom(room, by.Account, RoomAct.Edit, cancel);
            if (found.Problem is { } problem) return problem;
            if (kind is RoomFileKind.Poster) await db.RoomFiles.Where(old => old.RoomId == room && old.Kind == RoomFileKind.Poster).ExecuteDeleteAsync(cancel);
            else if (await db.RoomFiles.CountAsync(other => other.RoomId == room && other.Kind == kind, cancel) >= MostAttachments) return RoomProblems.TooManyFiles;
            db.Add(file);
            db.Add(new RoomFileContent { RoomFileId = file.Id, Bytes = bytes });
            db.Add(by.Did("room-file.added", room, $"{kind} {file.Id}"));
            return file;
        }, cancel);
    }

    public static int Largest(RoomFileKind kind) => kind is RoomFileKind.Poster ? LargestPoster : LargestAttachment;

    public static Problem? Refusal(RoomFileKind kind, byte[] bytes)
    {
        if (bytes.Length == 0) return RoomProblems.EmptyFile;
        if (bytes.Length > Largest(kind)) return RoomProblems.FileTooLarge;
        return kind is RoomFileKind.Poster && FileTypes.Image(bytes) is null ? RoomProblems.NotAnImage : null;
    }
}
