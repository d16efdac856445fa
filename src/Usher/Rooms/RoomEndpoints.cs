using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Rooms;

/// <summary>What somebody is to be to a room.</summary>
/// <param name="Standing">What they are to be; <c>owner</c> hands over the ownership.</param>
public sealed record StandingRequest(Standing Standing);

/// <summary>Rooms, their collaborators and their files, over the API.</summary>
public static class RoomEndpoints
{
    public static void MapRoomCalls(this IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/rooms").WithTags("Rooms").Refuses(401);
        rooms.MapGet("", List).Reads().Produces<IEnumerable<RoomSummary>>().WithSummary("The rooms you have a standing on, newest first.");
        rooms.MapPost("", Create).Writes().Refuses(403, 422).Produces<RoomView>(201).WithSummary("Makes a room, owned by you.");

        var room = rooms.MapGroup("/{room}").Refuses(404);
        room.MapGet("", Show).Reads().Produces<RoomView>().WithSummary("A room that you may see.");
        room.MapPatch("", Edit).Writes().Refuses(403, 412, 422).Produces<RoomView>().WithSummary("Changes what is given of a room. Its access rule takes a right of its own.");
        room.MapDelete("", Delete).Writes().Refuses(403, 412).Produces(204).WithSummary("Deletes a room: its sessions are gone and its invitations void.");

        room.MapGet("/collaborators", Collaborators).Reads().Refuses(403).Produces<IEnumerable<CollaboratorView>>().WithSummary("Who has a standing on the room.");
        room.MapPut("/collaborators/{user}", SetStanding).Writes().Refuses(403, 409).Produces<CollaboratorView>().WithSummary("Gives an account (its id or address) a standing.");
        room.MapDelete("/collaborators/{user}", RemoveStanding).Writes().Refuses(403, 409).Produces(204).WithSummary("Takes an account's standing away.");

        room.MapPut("/poster", (RoomId room, HttpContext context, AddFile add) => Add(room, RoomFileKind.Poster, context, add))
            .Writes().Refuses(403, 409, 413, 422).Takes(AddFile.LargestPoster).Produces<FileView>().WithSummary("Sets the poster: the body is a PNG, JPEG, GIF, WebP or AVIF image.");
        room.MapPost("/attachments", (RoomId room, HttpContext context, AddFile add) => Add(room, RoomFileKind.Attachment, context, add))
            .Writes().Refuses(403, 409, 413, 422).Takes(AddFile.LargestAttachment).Produces<FileView>(201).WithSummary("Adds an attachment: the body is the file, its name in ?name=.");
        room.MapDelete("/files/{file}", Remove).Writes().Refuses(403).Produces(204).WithSummary("Takes a poster or an attachment away.");
    }

    private static RouteHandlerBuilder Reads(this RouteHandlerBuilder route) => route.RequireScope(Scopes.RoomsRead);

    private static RouteHandlerBuilder Writes(this RouteHandlerBuilder route) => route.RequireScope(Scopes.RoomsWrite);

    private static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, int bytes) => route
        .WithMetadata(new RequestSizeLimitAttribute(bytes + 1)).Accepts<Stream>("application/octet-stream", "image/*", "*/*");

    private static async Task<IResult> List([AsParameters] PageOfList page, HttpContext context, UsherDb db)
    {
        var before = RoomId.TryParse(page.Cursor, null, out var cursor) ? cursor : (RoomId?)null;
        var rows = await db.RoomsOf(context.Actor().Id, before, page.Size + 1, context.RequestAborted);
        return page.Answer(context, rows, row => row.Id.ToString());
    }

    private static async Task<IResult> Create(RoomDetails details, HttpContext context, CreateRoom create, UsherDb db)
    {
        var by = context.Actor();
        var made = await create.Run(by, details);
        if (made.Problem is { } problem) return problem.ToResult();
        context.Response.Headers.Location = $"{Halves.ApiBase}/rooms/{made.Value}";
        return await Answer(db, made.Value, context, StatusCodes.Status201Created);
    }

    private static Task<IResult> Show(RoomId room, HttpContext context, UsherDb db) => Answer(db, room, context);

    private static async Task<IResult> Edit(RoomId room, RoomDetails details, HttpContext context, EditRoom edit, UsherDb db)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        var edited = await edit.Run(context.Actor(), room, details, version);
        return edited.Problem?.ToResult() ?? await Answer(db, room, context);
    }

    private static async Task<IResult> Delete(RoomId room, HttpContext context, DeleteRoom delete)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        return (await delete.Run(context.Actor(), room, version)).ToResult(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> Collaborators(RoomId room, HttpContext context, UsherDb db)
    {
        var found = await db.FindRoom(room, context.Actor().Account);
        if (found.Problem is { } problem) return problem.ToResult();
        // Their addresses are for one another, not for everybody whom the access rule lets in.
        return found.Value.Standing is null ? RoomProblems.Forbidden.ToResult() : TypedResults.Ok(await db.CollaboratorsOf(room));
    }

    private static async Task<IResult> SetStanding(RoomId room, string user, StandingRequest request, HttpContext context, SetCollaborator set) =>
        (await set.Run(context.Actor(), room, user, request.Standing)).ToResult(TypedResults.Ok);

    private static async Task<IResult> RemoveStanding(RoomId room, string user, HttpContext context, SetCollaborator set) =>
        (await set.Run(context.Actor(), room, user, null)).ToResult(_ => TypedResults.NoContent());

    private static async Task<IResult> Add(RoomId room, RoomFileKind kind, HttpContext context, AddFile add)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var name = context.Request.Query["name"].ToString() is { Length: > 0 } given ? given : kind is RoomFileKind.Poster ? "poster" : "file";
        var added = await add.Run(context.Actor(), room, kind, name, bytes.ToArray());
        if (added.Problem is { } problem) return problem.ToResult();
        var file = FileView.Of(added.Value);
        return kind is RoomFileKind.Poster ? TypedResults.Ok(file) : TypedResults.Created(file.Url, file);
    }

    private static async Task<IResult> Remove(RoomId room, RoomFileId file, HttpContext context, RemoveFile remove) =>
        (await remove.Run(context.Actor(), room, file)).ToResult(_ => TypedResults.NoContent());

    private static async Task<IResult> Answer(UsherDb db, RoomId id, HttpContext context, int status = StatusCodes.Status200OK) =>
        (await db.ViewRoom(id, context.SignedIn(), context.RequestAborted)).ToResult(room =>
        {
            context.Response.SetETag(room.Version);
            return TypedResults.Json(room, statusCode: status);
        });
}
