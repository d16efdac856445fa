using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Settings;
using Usher.Web;

namespace Usher.GuestLinks;

/// <summary>The switch of a room.</summary>
/// <param name="Enabled">Whether the room's guest links let anybody in.</param>
/// <param name="SiteAllows">The site's setting, without which the switch does nothing.</param>
public sealed record GuestAccessAnswer(bool Enabled, bool SiteAllows);

/// <summary>A room's switch for guests.</summary>
/// <param name="Enabled">Whether the room's guest links let anybody in.</param>
/// <param name="RemoveGuests">With turning it off: also put out the guests who are in.</param>
public sealed record GuestAccessBody(bool? Enabled, bool RemoveGuests = false);

/// <summary>A link, and who came by it.</summary>
public sealed record GuestLinkAnswer(GuestLinkRow Link, IReadOnlyList<GuestRow> Guests);

/// <summary>A room's guest links over the API.</summary>
public static class GuestLinkEndpoints
{
    public static void MapGuestLinkCalls(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/rooms/{room}").WithTags("Guest links");
        room.MapGet("/guest-access", Access).Produces<GuestAccessAnswer>().Reads().WithSummary("Whether the room's guest links let anybody in.");
        room.MapPut("/guest-access", SetAccess).Produces<GuestAccessAnswer>().Writes().WithSummary("Turns the room's guest access on or off.");
        room.MapGet("/guest-links", List).Produces<IReadOnlyList<GuestLinkRow>>().Reads().WithSummary("The room's guest links, oldest first.");
        room.MapPost("/guest-links", Create).Produces<GuestLinkRow>(StatusCodes.Status201Created).Writes().WithSummary("Makes a guest link.");

        var one = room.MapGroup("/guest-links/{link}");
        one.MapGet("", Show).Produces<GuestLinkAnswer>().Reads().WithSummary("One guest link, and the latest 200 who came by it.");
        one.MapPatch("", Change).Produces<GuestLinkRow>().Writes().WithSummary("Changes a guest link, or turns it on or off.");
        one.MapDelete("", Delete).Produces(StatusCodes.Status204NoContent).Writes().WithSummary("Deletes a guest link; removeGuests=true also puts out those who came by it.");
    }

    private static RouteHandlerBuilder Reads(this RouteHandlerBuilder route) => route.RequireScope(Scopes.InvitationsRead).Refuses(403, 404);

    private static RouteHandlerBuilder Writes(this RouteHandlerBuilder route) => route.RequireScope(Scopes.InvitationsWrite).Refuses(403, 404, 409, 412, 422);

    private static Task<IResult> Access(RoomId room, HttpContext context, [AsParameters] Parts parts) =>
        parts.With(room, context, (found, site) => Task.FromResult<IResult>(TypedResults.Ok(new GuestAccessAnswer(found.GuestAccess, site.GuestAccess))));

    private static Task<IResult> SetAccess(RoomId room, GuestAccessBody body, HttpContext context, SetGuestAccess set, [AsParameters] Parts parts) =>
        parts.With(room, context, async (_, site) =>
        {
            var errors = new FieldErrors();
            errors.Require(body.Enabled is not null, "enabled", "This is needed.");
            if (errors.Problem is { } wrong) return wrong.ToResult();
            return (await set.Set(room, body.Enabled!.Value, body.RemoveGuests, context.Actor()))
                .ToResult(_ => TypedResults.Ok(new GuestAccessAnswer(body.Enabled.Value, site.GuestAccess)));
        });

    private static Task<IResult> List(RoomId room, HttpContext context, ReadGuestLinks read, [AsParameters] Parts parts) =>
        parts.With(room, context, async (found, site) => TypedResults.Ok(await read.Of(found, site, context.Actor().At, MayCopy(context))));

    private static Task<IResult> Create(RoomId room, GuestLinkRequest request, HttpContext context, CreateGuestLink create, ReadGuestLinks read, [AsParameters] Parts parts) =>
        parts.With(room, context, async (found, site) =>
        {
            var made = await create.Create(room, request, context.Actor());
            if (made.Problem is { } problem) return problem.ToResult();
            var row = (await read.Of(found, site, context.Actor().At, withUrl: true, made.Value)).Single();
            context.Response.SetETag(row.Version);
            return TypedResults.Created($"{Halves.ApiBase}/rooms/{room}/guest-links/{row.Id}", row);
        });

    private static Task<IResult> Show(RoomId room, GuestLinkId link, HttpContext context, ReadGuestLinks read, [AsParameters] Parts parts) =>
        parts.With(room, context, async (found, site) =>
        {
            if ((await read.Of(found, site, context.Actor().At, MayCopy(context), link)).SingleOrDefault() is not { } row) return GuestLinkProblems.Unknown.ToResult();
            context.Response.SetETag(row.Version);
            return TypedResults.Ok(new GuestLinkAnswer(row, await read.GuestsOf(link)));
        });

    private static Task<IResult> Change(
        RoomId room, GuestLinkId link, GuestLinkChanges changes, HttpContext context, ChangeGuestLink change, ReadGuestLinks read, [AsParameters] Parts parts) =>
        parts.With(room, context, async (found, site) =>
        {
            if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
            var changed = await change.Change(room, link, changes, version, context.Actor());
            if (changed.Problem is { } problem) return problem.ToResult();
            if ((await read.Of(found, site, context.Actor().At, withUrl: true, link)).SingleOrDefault() is not { } row) return GuestLinkProblems.Unknown.ToResult();
            context.Response.SetETag(row.Version);
            return TypedResults.Ok(row);
        });

    private static Task<IResult> Delete(RoomId room, GuestLinkId link, bool? removeGuests, HttpContext context, DeleteGuestLink delete, [AsParameters] Parts parts) =>
        parts.With(room, context, async (_, _) => context.Request.TryIfMatch(out var version)
            ? (await delete.Delete(room, link, version, removeGuests ?? false, context.Actor())).ToResult(_ => TypedResults.NoContent())
            : CommonProblems.Stale.ToResult());

    // A link is a way in: to see that there is one takes less than to hand it out.
    private static bool MayCopy(HttpContext context) => context.Actor().Account.MayUse(Scopes.InvitationsWrite);

    /// <summary>What the endpoints share: the room, found for who asks.</summary>
    internal readonly record struct Parts([FromServices] UsherDb Db, [FromServices] SiteSettings Settings)
    {
        public async Task<IResult> With(RoomId room, HttpContext context, Func<Room, InvitationSettings, Task<IResult>> act)
        {
            var site = await Settings.Invitations();
            var found = await Db.RoomToLetGuestsInto(room, context.Actor(), site);
            return found.Problem is { } problem ? problem.ToResult() : await act(found.Value, site);
        }
    }
}
