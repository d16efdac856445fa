using Microsoft.AspNetCore.Http.HttpResults;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>My rooms, and the pages on which sessions are scheduled, moved, started and cancelled.</summary>
public static class SessionPages
{
    public static void MapSessionPages(this IEndpointRouteBuilder pages)
    {
        var rooms = pages.MapGroup("/rooms").RequireSignedIn();
        rooms.MapGet("", MyRooms);
        rooms.MapPost("/{room}/start", Start);
        var sessions = rooms.MapGroup("/{room}/sessions");
        sessions.MapGet("/new", New);
        sessions.MapPost("/new", Create);
        sessions.MapGet("/{session}/edit", Edit);
        sessions.MapPost("/{session}/edit", Save);
        sessions.MapGet("/{session}/cancel", AskToCancel);
        sessions.MapPost("/{session}/cancel", Cancel);
    }

    private static async Task<IResult> MyRooms(HttpContext context, UsherDb db)
    {
        var by = context.Actor();
        var rooms = await db.MyRooms(by.Id, by.At, context.RequestAborted);
        return Page.Of<MyRoomsPage>(new { Rooms = rooms, MayMakeRooms = by.Account.SiteRole.MayMakeRooms(), Now = by.At });
    }

    private static async Task<IResult> New(RoomId room, HttpContext context, UsherDb db)
    {
        var by = context.Actor();
        return (await db.FindRoom(room, by.Account, RoomAct.Edit)).Match<IResult>(
            found => Form(found.Room, null, SessionForm.New(found.Room.TimeZone, by.At)), RoomPages.ToRoomPage);
    }

    private static async Task<IResult> Create(RoomId room, HttpContext context, UsherDb db, CreateSession create)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Edit);
        if (found.Problem is { } unseen) return unseen.ToRoomPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = SessionForm.From(sent, null);
        var times = form.Times(sent);
        var problem = times.Problem ?? (await create.Run(context.Actor(), room, times.Value)).Problem;
        return problem is null ? To(room) : Form(found.Value.Room, null, form, problem);
    }

    private static async Task<IResult> Start(RoomId room, HttpContext context, StartNow start) =>
        (await start.Run(context.Actor(), room)).Match(session => Into(session.Id), RoomPages.ToRoomPage);

    private static async Task<IResult> Edit(RoomId room, SessionId session, HttpContext context, UsherDb db) =>
        (await db.FindSession(room, session, context.SignedIn(), RoomAct.Edit)).Match<IResult>(
            found => Form(found.Room, session, SessionForm.Of(found.Session, found.Room.TimeZone)), RoomPages.ToRoomPage);

    private static async Task<IResult> Save(RoomId room, SessionId session, HttpContext context, UsherDb db, EditSession edit)
    {
        var found = await db.FindSession(room, session, context.SignedIn(), RoomAct.Edit);
        if (found.Problem is { } unseen) return unseen.ToRoomPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = SessionForm.From(sent, found.Value.Session.Version);
        var times = form.Times(sent);
        var problem = times.Problem ?? (await edit.Run(context.Actor(), room, session, _ => times.Value, form.Version)).Problem;
        if (problem is null) return To(room);
        // Shown again with the version that is there now: whoever then saves does so knowing.
        return Form(found.Value.Room, session, form with { Version = found.Value.Session.Version }, problem);
    }

    private static async Task<IResult> AskToCancel(RoomId room, SessionId session, HttpContext context, UsherDb db, TimeProvider time) =>
        (await db.FindSession(room, session, context.SignedIn(), RoomAct.Edit)).Match(
            found => Page.Of<CancelSessionPage>(new { found.Room, found.Session, Now = time.Now() }), RoomPages.ToRoomPage);

    private static async Task<IResult> Cancel(RoomId room, SessionId session, HttpContext context, CancelSession cancel) =>
        (await cancel.Run(context.Actor(), room, session, version: null)).Match(_ => To(room), RoomPages.ToRoomPage);

    private static IResult Form(Room room, SessionId? session, SessionForm form, Problem? problem = null) =>
        Page.Of<SessionFormPage>(new { Room = room, Session = session, Form = form, Problem = problem }, problem?.Status ?? 200);

    private static RedirectHttpResult To(RoomId room) => TypedResults.LocalRedirect($"/rooms/{room}");

    private static RedirectHttpResult Into(SessionId session) => TypedResults.LocalRedirect($"/live/{session}");
}
