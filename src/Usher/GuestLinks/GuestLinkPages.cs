using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Settings;
using Usher.Web;

namespace Usher.GuestLinks;

/// <summary>The host's pages: Manage guest access.</summary>
public static class GuestLinkPages
{
    public static void MapGuestLinkPages(this IEndpointRouteBuilder pages)
    {
        var access = pages.MapGroup("/rooms/{room}/guest-access").RequireSignedIn();
        access.MapGet("", Show);
        access.MapPost("", Switch);
        access.MapGet("/new", New);
        access.MapPost("/new", Create);
        access.MapGet("/{link}", Edit);
        access.MapPost("/{link}", Save);
        access.MapPost("/{link}/turn", Turn);
        access.MapPost("/{link}/delete", Delete);
    }

    private static Task<IResult> Show(RoomId room, HttpContext context, [AsParameters] Desk desk) =>
        desk.With(room, context, (found, site) => desk.List(found, site, context));

    private static Task<IResult> Switch(RoomId room, HttpContext context, SetGuestAccess set, [AsParameters] Desk desk) =>
        desk.With(room, context, async (found, site) =>
        {
            var sent = await context.Request.ReadFormAsync(context.RequestAborted);
            var done = await set.Set(room, sent["enabled"] == "true", sent["removeGuests"] == "true", context.Actor());
            return done.Problem is { } problem ? await desk.List(found, site, context, problem) : Desk.Back(room);
        });

    private static Task<IResult> New(RoomId room, HttpContext context, [AsParameters] Desk desk) =>
        desk.With(room, context, (found, site) => Task.FromResult(site.GuestAccess
            ? Form(found, null, new GuestLinkForm(), site)
            : GuestLinkProblems.SiteOff.ToPage()));

    private static Task<IResult> Create(RoomId room, HttpContext context, CreateGuestLink create, [AsParameters] Desk desk) =>
        desk.With(room, context, async (found, site) =>
        {
            var form = GuestLinkForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
            var made = await create.Create(room, form.Request, context.Actor());
            return made.Problem is { } problem ? Form(found, null, form, site, problem) : Desk.Back(room);
        });

    private static Task<IResult> Edit(RoomId room, GuestLinkId link, HttpContext context, [AsParameters] Desk desk) =>
        desk.With(room, context, async (found, site) => await desk.Row(found, site, link, context) is { } row
            ? Form(found, row, GuestLinkForm.Of(row), site)
            : GuestLinkProblems.Unknown.ToPage());

    private static Task<IResult> Save(RoomId room, GuestLinkId link, HttpContext context, ChangeGuestLink change, [AsParameters] Desk desk) =>
        desk.With(room, context, async (found, site) =>
        {
            var form = GuestLinkForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
            var changed = await change.Change(room, link, form.Changes, form.Version, context.Actor());
            if (changed.Problem is not { } problem) return Desk.Back(room);
            // Shown again with the version that is there now: whoever then saves does so knowing.
            return await desk.Row(found, site, link, context) is { } row
                ? Form(found, row, form with { Version = row.Version }, site, problem)
                : GuestLinkProblems.Unknown.ToPage();
        });

    private static Task<IResult> Turn(RoomId room, GuestLinkId link, HttpContext context, ChangeGuestLink change, [AsParameters] Desk desk) =>
        desk.With(room, context, async (found, site) =>
        {
            var sent = await context.Request.ReadFormAsync(context.RequestAborted);
            var changes = new GuestLinkChanges(Enabled: sent["enabled"] == "true", RemoveGuests: sent["removeGuests"] == "true");
            var done = await change.Change(room, link, changes, null, context.Actor());
            return done.Problem is { } problem ? await desk.List(found, site, context, problem) : Desk.Back(room);
        });

    private static Task<IResult> Delete(RoomId room, GuestLinkId link, HttpContext context, DeleteGuestLink delete, [AsParameters] Desk desk) =>
        desk.With(room, context, async (found, site) =>
        {
            var sent = await context.Request.ReadFormAsync(context.RequestAborted);
            var done = await delete.Delete(room, link, null, sent["removeGuests"] == "true", context.Actor());
            return done.Problem is { } problem ? await desk.List(found, site, context, problem) : Desk.Back(room);
        });

    private static IResult Form(Room room, GuestLinkRow? row, GuestLinkForm form, InvitationSettings site, Problem? problem = null) =>
        Page.Of<GuestLinkFormPage>(new { Room = room, Row = row, Form = form, Site = site, Problem = problem }, problem?.Status ?? 200);

    /// <summary>What the pages share: finding the room for who asks, and showing its links.</summary>
    internal readonly record struct Desk([FromServices] UsherDb Db, [FromServices] SiteSettings Settings, [FromServices] ReadGuestLinks Read)
    {
        public async Task<IResult> With(RoomId room, HttpContext context, Func<Room, InvitationSettings, Task<IResult>> act)
        {
            var site = await Settings.Invitations();
            var found = await Db.RoomToLetGuestsInto(room, context.Actor(), site);
            return found.Problem is { } problem ? problem.ToRoomPage() : await act(found.Value, site);
        }

        public async Task<IResult> List(Room room, InvitationSettings site, HttpContext context, Problem? problem = null)
        {
            var links = await Read.Of(room, site, context.Actor().At, withUrl: true);
            var came = new Dictionary<GuestLinkId, IReadOnlyList<GuestRow>>();
            foreach (var link in links.Where(link => link.Uses > 0)) came[link.Id] = await Read.GuestsOf(link.Id);
            return Page.Of<GuestAccessPage>(new { Room = room, Links = links, Came = came, Site = site, Problem = problem }, problem?.Status ?? 200);
        }

        public async Task<GuestLinkRow?> Row(Room room, InvitationSettings site, GuestLinkId link, HttpContext context) =>
            (await Read.Of(room, site, context.Actor().At, withUrl: true, link)).SingleOrDefault();

        public static IResult Back(RoomId room) => TypedResults.LocalRedirect($"/rooms/{room}/guest-access");
    }
}
