using Usher.Accounts;

namespace Usher.Rooms;

/// <summary>The files in a form of a room: a poster, attachments, both or neither.</summary>
internal static class SentFiles
{
    /// <summary>What is wrong with them, by field, before anything is done.</summary>
    public static Problem? Check(IFormFileCollection files)
    {
        var errors = new FieldErrors();
        foreach (var file in Given(files))
        {
            var problem = file.Length > AddFile.Largest(Kind(file)) ? RoomProblems.FileTooLarge : AddFile.Refusal(Kind(file), Bytes(file));
            if (problem is not null) errors.Add(file.Name, problem.Sentence);
        }
        return errors.Problem;
    }

    public static async Task<Problem?> Add(AddFile add, Actor by, RoomId room, IFormFileCollection files)
    {
        foreach (var file in Given(files))
            if ((await add.Run(by, room, Kind(file), file.FileName, Bytes(file))).Problem is { } problem) return problem;
        return null;
    }

    // A file field that was left alone is sent too, without a name.
    private static IEnumerable<IFormFile> Given(IFormFileCollection files) => files.Where(file => file.FileName.Length > 0 && file.Name is "poster" or "attachments");

    private static RoomFileKind Kind(IFormFile file) => file.Name == "poster" ? RoomFileKind.Poster : RoomFileKind.Attachment;

    private static byte[] Bytes(IFormFile file)
    {
        var bytes = new byte[file.Length];
        using var stream = file.OpenReadStream();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
