using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The register over the API: reading it whole or in part, and acting on several of its rows.</summary>
public static class RegisterEndpoints
{
    public static void MapRegisterCalls(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/rooms/{room}/invitations").WithTags("Invitations");
        room.MapGet("", List).Produces<IReadOnlyList<RegisterRow>>().RequireScope(Scopes.InvitationsRead).Refuses(404, 422)
            .WithSummary("The register, newest first, or by name, state or lastSeen; filtered, searched, and in pages.");
        room.MapGet("/register.csv", Export).Produces<string>(contentType: "text/csv").RequireScope(Scopes.InvitationsRead).Refuses(404, 422)
            .WithSummary("The whole register, filtered and sorted alike, as CSV.");
        room.MapPost("/several", Act).Produces<SeveralAnswer>().RequireScope(Scopes.InvitationsWrite).Refuses(404, 422)
            .WithSummary("Sends again, extends, revokes, or changes the type of several at once, with a verdict for each.");
        room.MapGet("/{invitation}/history.csv", HistoryFile).Produces<string>(contentType: "text/csv").RequireScope(Scopes.InvitationsRead).Refuses(404)
            .WithSummary("Everything that happened to it, newest first, as CSV.");
    }

    /// <param name="room">Whose invitations.</param>
    /// <param name="state">pending, accepted, expired, revoked or void.</param>
    /// <param name="type">viewer, moderator or speaker.</param>
    /// <param name="session">The id of a session, or <c>every</c>.</param>
    /// <param name="mail"><c>failed</c>: those whose last mail failed.</param>
    /// <param name="came"><c>false</c>: those by which nobody has come in yet.</param>
    /// <param name="query">Part of a name or an address.</param>
    /// <param name="sort">issued (newest first, the default), name, state or lastSeen.</param>
#pragma warning disable IDE0060 // what the query reads is named here for the API's description
    private static async Task<IResult> List(
        RoomId room, string? state, string? type, string? session, string? mail, string? came, string? query, string? sort,
        [AsParameters] PageOfList page, HttpContext context, UsherDb db, SiteSettings settings)
    {
        var (site, by) = (await settings.Invitations(), context.Actor());
        var found = await db.RoomToManage(room, by, site);
        if (found.Problem is { } problem) return problem.ToResult();
        var asked = RegisterQuery.Read(context.Request.Query);
        if (asked.Problem is { } wrong) return wrong.ToResult();
        var rows = await db.RegisterOf(room, asked.Value, RegisterCursor.Read(page.Cursor), page.Size + 1, site, by.At);
        return page.Answer(context, rows, row => RegisterCursor.Of(row, asked.Value.Sort).ToString());
    }

    private static async Task<IResult> Export(
        RoomId room, string? state, string? type, string? session, string? mail, string? came, string? query, string? sort,
        HttpContext context, IDbContextFactory<UsherDb> databases, UsherDb db, SiteSettings settings)
    {
        var found = await db.RoomToManage(room, context.Actor(), await settings.Invitations());
        if (found.Problem is { } problem) return problem.ToResult();
        var asked = RegisterQuery.Read(context.Request.Query);
        return asked.Problem is { } wrong ? wrong.ToResult() : RegisterFile.Of(room, asked.Value, databases, await settings.Invitations(), context.Actor().At);
    }
#pragma warning restore IDE0060

    private static async Task<IResult> Act(RoomId room, SeveralRequest request, HttpContext context, UsherDb db, SiteSettings settings, ActOnSeveral several)
    {
        var by = context.Actor();
        var found = await db.RoomToManage(room, by, await settings.Invitations());
        if (found.Problem is { } problem) return problem.ToResult();
        return (await several.Act(room, request, by)).ToResult(TypedResults.Ok);
    }

    private static async Task<IResult> HistoryFile(RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings)
    {
        var found = await db.InvitationToManage(room, invitation, context.Actor(), await settings.Invitations());
        return found.Problem is { } problem ? problem.ToResult() : RegisterFile.OfHistory(await db.HistoryOf(invitation, whole: true));
    }
}
