using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The register's pages: the table, what is asked before something is done to its rows, and the doing.</summary>
public static class RegisterPages
{
    private const int PageLength = 50;
    private const int MostSessions = 200;

    public static void MapRegisterPages(this IEndpointRouteBuilder pages)
    {
        var register = pages.MapGroup("/rooms/{room}/invitations").RequireSignedIn();
        register.MapGet("", Show);
        register.MapGet("/changes", Changes);
        register.MapPost("/ask/{act}", Ask);
        register.MapPost("/do/{act}", Do);
        register.MapGet("/register.csv", Export);
        register.MapGet("/{invitation}/history.csv", HistoryFile);
    }

    private static async Task<IResult> Show(RoomId room, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox)
    {
        var (by, site) = (context.Actor(), await settings.Invitations());
        var found = await db.RoomToManage(room, by, site);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        // What an address asks that makes no sense is the whole register.
        var asked = RegisterQuery.Read(context.Request.Query);
        var query = asked.Problem is null ? asked.Value : new RegisterQuery();
        var rows = await db.RegisterOf(room, query, RegisterCursor.Read(context.Request.Query["cursor"]), PageLength + 1, site, by.At);
        return Page.Of<RegisterPage>(new
        {
            View = new RegisterView(
                found.Value.Room, query, [.. rows.Take(PageLength)], rows.Count > PageLength ? RegisterCursor.Of(rows[PageLength - 1], query.Sort) : null,
                await SessionsOf(db, room), Did.Read(context.Request.Query), context.Request.Path + Kept(context.Request.Query),
                MayInvite: (await db.RoomToInviteTo(room, by, settings)).Problem is null,
                MaySend: outbox.CanSend && site.InviteEmailTemplate is not null, by.At),
        });
    }

    /// <summary>The address that leads back here, without what was told once.</summary>
    private static QueryString Kept(IQueryCollection query) => QueryString.Create(query.Where(word => word.Key is not ("did" or "done" or "left")));

    private static async Task<List<Session>> SessionsOf(UsherDb db, RoomId room) =>
        await db.Sessions.AsNoTracking().Where(session => session.RoomId == room).OrderByDescending(session => session.StartsAt).Take(MostSessions).ToListAsync();

    /// <summary>One word whenever the register may have changed; what has changed, the page asks for.</summary>
    private static async Task<IResult> Changes(
        RoomId room, HttpContext context, UsherDb db, SiteSettings settings, RegisterChanges register, SessionChanges sessions, EventStreams streams,
        IDbContextFactory<UsherDb> databases)
    {
        var found = await db.RoomToManage(room, context.Actor(), await settings.Invitations());
        if (found.Problem is { } problem) return problem.ToResult();
        if (streams.Open(context) is { } tooMany) return tooMany.ToResult();
        return TypedResults.ServerSentEvents(WatchRegister.Words(room, register, sessions, databases, context.RequestAborted), "changed");
    }

    private static async Task<IResult> Ask(RoomId room, string act, HttpContext context, UsherDb db, SiteSettings settings)
    {
        var (by, site) = (context.Actor(), await settings.Invitations());
        var found = await db.RoomToManage(room, by, site);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        if (RowAct.Read(act) is not { } wanted) return CommonProblems.NotFound.ToPage();
        var form = SeveralForm.From(context.Request, await context.Request.ReadFormAsync(context.RequestAborted), room);
        return await AskPage(found.Value, wanted, form, db, site, by);
    }

    private static async Task<IResult> AskPage(
        InvitingRoom room, RowAct act, SeveralForm form, UsherDb db, InvitationSettings site, Actor by, Problem? problem = null)
    {
        var waiting = form.NotCome
            ? await db.Invitations.Where(one => one.RoomId == room.Id).In(InvitationState.Pending, TimeSpan.FromMinutes(site.GraceMinutes), by.At).CountAsync()
            : 0;
        var rows = form.NotCome ? [] : await db.RegisterRowsOf(room.Id, form.Chosen, site, by.At);
        return Page.Of<RowActPage>(new { room.Room, Act = act, Form = form, Rows = rows, Waiting = Math.Min(waiting, ActOnSeveral.Most), Site = site, Problem = problem }, problem?.Status ?? 200);
    }

    private static async Task<IResult> Do(RoomId room, string act, HttpContext context, UsherDb db, SiteSettings settings, ActOnSeveral several)
    {
        var (by, site) = (context.Actor(), await settings.Invitations());
        var found = await db.RoomToManage(room, by, site);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        if (RowAct.Read(act) is not { Several: { } what } wanted) return CommonProblems.NotFound.ToPage();
        var form = SeveralForm.From(context.Request, await context.Request.ReadFormAsync(context.RequestAborted), room);
        var outcome = await several.Act(room, form.Request(what, by.At), by);
        if (outcome.Problem is { } refused) return await AskPage(found.Value, wanted, form, db, site, by, refused);
        var answer = outcome.Value;
        return TypedResults.LocalRedirect(new Did(what, answer.Done, answer.Verdicts.Count - answer.Done).On(form.Back));
    }

    private static async Task<IResult> Export(RoomId room, HttpContext context, UsherDb db, IDbContextFactory<UsherDb> databases, SiteSettings settings)
    {
        var (by, site) = (context.Actor(), await settings.Invitations());
        var found = await db.RoomToManage(room, by, site);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        var asked = RegisterQuery.Read(context.Request.Query);
        return RegisterFile.Of(room, asked.Problem is null ? asked.Value : new RegisterQuery(), databases, site, by.At);
    }

    private static Task<IResult> HistoryFile(RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings) =>
        InvitationPages.Manage(room, invitation, context, db, settings, async managed => RegisterFile.OfHistory(await db.HistoryOf(managed.Id, whole: true)));
}
