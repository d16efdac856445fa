using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Hands out a room's file to somebody who may have it. Who may is for the caller to decide: by the access rule, or by an invitation.</summary>
public static class ServeFile
{
    /// <summary>A poster is shown, if its bytes are an image; all else is only ever saved. Neither can run anything here.</summary>
    public static async Task<Outcome<FileContentHttpResult>> From(UsherDb db, RoomId room, RoomFileId id, HttpResponse response, CancellationToken cancel = default)
    {
        var file = await db.RoomFiles.AsNoTracking().Include(file => file.Content)
            .FirstOrDefaultAsync(file => file.Id == id && file.RoomId == room, cancel);
        if (file is null) return RoomProblems.UnknownFile;
        var shown = file.Kind is RoomFileKind.Poster && FileTypes.Image(file.Content!.Bytes) == file.ContentType;
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Files never change under their id, but the right to see them does.
        response.Headers.CacheControl = "private, max-age=300";
        var disposition = new ContentDispositionHeaderValue(shown ? "inline" : "attachment");
        disposition.SetHttpFileName(file.FileName);
        response.Headers.ContentDisposition = disposition.ToString();
        return TypedResults.Bytes(file.Content!.Bytes, shown ? file.ContentType : "application/octet-stream", lastModified: file.UploadedAt);
    }
}
