using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Sessions;

/// <summary>A session as the API shows it.</summary>
/// <param name="Phase">Where it stands for Viewers, by the server's clock.</param>
public sealed record SessionView(
    SessionId Id, RoomId Room, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int EarlyEntryMinutes,
    DateTimeOffset? OpenedAt, DateTimeOffset? EndedAt, SessionPhase Phase, int Version)
{
    internal static SessionView Of(Session session, DateTimeOffset now) => new(
        session.Id, session.RoomId, session.StartsAt, session.EndsAt, session.EarlyEntryMinutes, session.OpenedAt, session.EndedAt,
        SessionRules.Phase(session.Facts(), Role.Viewer, now), session.Version);
}

/// <summary>A new session; without times it is open-ended.</summary>
/// <param name="EarlyEntryMinutes">15 unless given.</param>
public sealed record NewSession(DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, int? EarlyEntryMinutes = null);

/// <summary>A session's times to change. A time that is null is taken away; one that is not given stays.</summary>
public sealed record SessionEdit
{
    public DateTimeOffset? StartsAt { get; init { field = value; changesStart = true; } }
    public DateTimeOffset? EndsAt { get; init { field = value; changesEnd = true; } }
    public int? EarlyEntryMinutes { get; init; }

    private readonly bool changesStart;
    private readonly bool changesEnd;

    internal SessionTimes Applied(SessionTimes times) =>
        new(changesStart ? StartsAt : times.StartsAt, changesEnd ? EndsAt : times.EndsAt, EarlyEntryMinutes ?? times.EarlyEntryMinutes);
}

/// <summary>Sessions over the API.</summary>
public static class SessionEndpoints
{
    public static void MapSessionCalls(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/rooms/{room}/sessions").WithTags("Sessions").Refuses(401, 404);
        sessions.MapGet("", List).RequireScope(Scopes.RoomsRead).Produces<IEnumerable<SessionView>>().WithSummary("A room's sessions, by their start.");
        sessions.MapPost("", Create).Writes().Refuses(403, 422).Produces<SessionView>(201).WithSummary("Adds a session; without times it is open-ended.");

        var one = sessions.MapGroup("/{session}");
        one.MapGet("", Show).RequireScope(Scopes.RoomsRead).Produces<SessionView>().WithSummary("One session.");
        one.MapPatch("", Edit).Writes().Refuses(403, 410, 412, 422).Produces<SessionView>().WithSummary("Moves it. Its links stay as they are.");
        one.MapDelete("", Cancel).Writes().Refuses(403, 412).Produces(204).WithSummary("Cancels it: its invitations are void.");
        one.MapPost("/open", Open).Writes().Refuses(403, 410).Produces<SessionView>().WithSummary("Opens it ahead of its start.");
        one.MapPost("/close", Close).Writes().Refuses(403, 410, 425).Produces(204).WithSummary("Ends it for everybody.");
    }

    private static RouteHandlerBuilder Writes(this RouteHandlerBuilder route) => route.RequireScope(Scopes.RoomsWrite);

    private static async Task<IResult> List(RoomId room, HttpContext context, UsherDb db, TimeProvider time)
    {
        var found = await db.FindRoom(room, context.SignedIn());
        if (found.Problem is { } problem) return problem.ToResult();
        var now = time.Now();
        return TypedResults.Ok((await db.SessionsOf(room)).Select(session => SessionView.Of(session, now)));
    }

    private static async Task<IResult> Create(RoomId room, NewSession request, HttpContext context, CreateSession create) =>
        (await create.Run(context.Actor(), room, new(request.StartsAt, request.EndsAt, request.EarlyEntryMinutes ?? Session.UsualEarlyEntryMinutes)))
            .ToResult(session => Answer(session, context, $"{Halves.ApiBase}/rooms/{room}/sessions/{session.Id}"));

    private static async Task<IResult> Show(RoomId room, SessionId session, HttpContext context, UsherDb db) =>
        (await db.FindSession(room, session, context.SignedIn(), null)).ToResult(found => Answer(found.Session, context));

    private static async Task<IResult> Edit(RoomId room, SessionId session, SessionEdit change, HttpContext context, EditSession edit) =>
        context.Request.TryIfMatch(out var version)
            ? (await edit.Run(context.Actor(), room, session, change.Applied, version)).ToResult(edited => Answer(edited, context))
            : CommonProblems.Stale.ToResult();

    private static async Task<IResult> Cancel(RoomId room, SessionId session, HttpContext context, CancelSession cancel) =>
        context.Request.TryIfMatch(out var version)
            ? (await cancel.Run(context.Actor(), room, session, version)).ToResult(_ => TypedResults.NoContent())
            : CommonProblems.Stale.ToResult();

    private static async Task<IResult> Open(RoomId room, SessionId session, HttpContext context, OpenSession open) =>
        (await open.Run(context.Actor(), room, session)).ToResult(opened => Answer(opened, context));

    private static async Task<IResult> Close(RoomId room, SessionId session, HttpContext context, EndSession end) =>
        (await end.Run(context.Actor(), room, session)).ToResult(_ => TypedResults.NoContent());

    private static IResult Answer(Session session, HttpContext context, string? madeAt = null)
    {
        context.Response.SetETag(session.Version);
        var view = SessionView.Of(session, context.RequestServices.GetRequiredService<TimeProvider>().Now());
        return madeAt is null ? TypedResults.Ok(view) : TypedResults.Created(madeAt, view);
    }
}
