using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Usher.Web;

namespace Usher.Rooms;

/// <summary>The pages on which rooms are made, changed and deleted.</summary>
public static class RoomPages
{
    private const long LargestForm = 64 * 1024 * 1024;

    public static void MapRoomPages(this IEndpointRouteBuilder pages)
    {
        var rooms = pages.MapGroup("/rooms").RequireSignedIn();
        rooms.MapGet("/new", New);
        rooms.MapPost("/new", Create).TakesFiles();
        rooms.MapGet("/{room}/edit", Edit);
        rooms.MapPost("/{room}/edit", Save).TakesFiles();
        rooms.MapPost("/{room}/files/{file}/remove", Remove);
        rooms.MapGet("/{room}/collaborators", Collaborators);
        rooms.MapPost("/{room}/collaborators", SetStanding);
        rooms.MapGet("/{room}/delete", AskToDelete);
        rooms.MapPost("/{room}/delete", Delete);
        pages.MapGet("/rooms/{room}/files/{file}", Serve).AllowAnonymous();
    }

    /// <summary>A refusal as a page: of a room one may not see, with the offer to sign in.</summary>
    public static IResult ToRoomPage(this Problem problem) =>
        problem.Code == RoomProblems.Unknown.Code ? Page.Of<UnknownRoomPage>(new { }, problem.Status) : problem.ToPage();

    private static void TakesFiles(this RouteHandlerBuilder route) => route.WithMetadata(new RequestSizeLimitAttribute(LargestForm));

    private static async Task<IResult> New(HttpContext context, SiteSettings settings) => context.Actor().Account.SiteRole.MayMakeRooms()
        ? Page.Of<RoomFormPage>(new { Form = RoomForm.New with { TimeZone = (await settings.Site()).TimeZone } })
        : RoomProblems.CreatorsOnly.ToPage();

    private static async Task<IResult> Create(HttpContext context, CreateRoom create, AddFile add)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = RoomForm.New.With(sent);
        var by = context.Actor();
        var problem = SentFiles.Check(sent.Files);
        if (problem is null)
        {
            var made = await create.Run(by, form.Details);
            if (made.Problem is null) return await SentFiles.Add(add, by, made.Value, sent.Files) is { } left ? left.ToPage() : To(made.Value);
            problem = made.Problem;
        }
        return Page.Of<RoomFormPage>(new { Form = form, Problem = problem }, problem.Status);
    }

    private static async Task<IResult> Edit(RoomId room, HttpContext context, UsherDb db)
    {
        var found = await FindToEdit(room, context, db);
        return found.Problem is { } problem ? problem.ToRoomPage() : await Form(room, context, db, RoomForm.Of(found.Value, await db.SpeakersOf(room)));
    }

    private static async Task<IResult> Save(RoomId room, HttpContext context, UsherDb db, EditRoom edit, AddFile add)
    {
        var found = await FindToEdit(room, context, db);
        if (found.Problem is { } unseen) return unseen.ToRoomPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = RoomForm.Of(found.Value, []).With(sent);
        if (SentFiles.Check(sent.Files) is { } wrong) return await Form(room, context, db, form, wrong);
        var edited = await edit.Run(context.Actor(), room, form.Details, form.Version);
        // Shown again with the version that is there now: whoever then saves does so knowing.
        if (edited.Problem?.Code == CommonProblems.Stale.Code) form = form with { Version = found.Value.Room.Version };
        var problem = edited.Problem ?? await SentFiles.Add(add, context.Actor(), room, sent.Files);
        return problem is null ? To(room) : await Form(room, context, db, form, problem);
    }

    /// <summary>The form is for those who may change anything in it.</summary>
    private static async Task<Outcome<FoundRoom>> FindToEdit(RoomId room, HttpContext context, UsherDb db)
    {
        var found = await db.FindRoom(room, context.SignedIn());
        var nothing = found.Problem is null && !found.Value.May(RoomAct.Edit) && !found.Value.May(RoomAct.ChangeAccess);
        return nothing ? RoomProblems.Forbidden : found;
    }

    private static async Task<IResult> Form(RoomId room, HttpContext context, UsherDb db, RoomForm form, Problem? problem = null) =>
        Page.Of<RoomFormPage>(new { Room = (RoomId?)room, Form = form, Files = await db.FilesOf(room, context.RequestAborted), Problem = problem }, problem?.Status ?? 200);

    private static async Task<IResult> Remove(RoomId room, RoomFileId file, HttpContext context, RemoveFile remove) =>
        (await remove.Run(context.Actor(), room, file)).Match(_ => TypedResults.LocalRedirect($"/rooms/{room}/edit"), ToRoomPage);

    private static async Task<IResult> Collaborators(RoomId room, HttpContext context, UsherDb db) =>
        await ShowCollaborators(room, context, db);

    private static async Task<IResult> SetStanding(RoomId room, HttpContext context, UsherDb db, SetCollaborator set)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        Standing? standing = Enum.TryParse<Standing>(sent["standing"], out var chosen) && Enum.IsDefined(chosen) ? chosen : null;
        if (standing is null && !sent.ContainsKey("remove")) return await ShowCollaborators(room, context, db, CommonProblems.Fields);
        var person = sent["person"].ToString();
        var done = await set.Run(context.Actor(), room, person, sent.ContainsKey("remove") ? null : standing);
        if (done.Problem is null) return TypedResults.LocalRedirect($"/rooms/{room}/collaborators");
        var problem = done.Problem.Code == RoomProblems.UnknownPerson.Code ? NoSuchPerson(done.Problem) : done.Problem;
        return await ShowCollaborators(room, context, db, problem, person);
    }

    private static Problem NoSuchPerson(Problem problem)
    {
        var errors = new FieldErrors();
        errors.Add("email", problem.Sentence);
        return errors.Problem!;
    }

    private static async Task<IResult> ShowCollaborators(RoomId room, HttpContext context, UsherDb db, Problem? problem = null, string? typed = null)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Collaborators);
        if (found.Problem is { } unseen) return unseen.ToRoomPage();
        var people = await db.CollaboratorsOf(room);
        return Page.Of<CollaboratorsPage>(new { Room = found.Value, People = people, Problem = problem, Typed = typed }, problem?.Status ?? 200);
    }

    private static async Task<IResult> AskToDelete(RoomId room, HttpContext context, UsherDb db) =>
        (await db.FindRoom(room, context.SignedIn(), RoomAct.Delete)).Match(found => Page.Of<DeleteRoomPage>(new { found.Room }), ToRoomPage);

    private static async Task<IResult> Delete(RoomId room, HttpContext context, DeleteRoom delete) =>
        (await delete.Run(context.Actor(), room, version: null)).Match(_ => TypedResults.LocalRedirect("/rooms"), ToRoomPage);

    private static async Task<IResult> Serve(RoomId room, RoomFileId file, HttpContext context, UsherDb db)
    {
        var found = await db.FindRoom(room, context.SignedIn(), context.RequestAborted);
        if (found.Problem is not null) return RoomProblems.UnknownFile.ToPage();
        return (await ServeFile.From(db, room, file, context.Response, context.RequestAborted)).Match<IResult>(served => served, Refusals.ToPage);
    }

    private static RedirectHttpResult To(RoomId room) => TypedResults.LocalRedirect($"/rooms/{room}");
}
