using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The host's pages: Invite users, what comes of it, and the register.</summary>
public static class InvitationPages
{
    public static void MapInvitePages(this IEndpointRouteBuilder pages)
    {
        var invitations = pages.MapGroup("/rooms/{room}/invitations").RequireSignedIn();
        invitations.MapGet("/new", New);
        invitations.MapPost("/new", Issue);
        invitations.MapGet("/{invitation}", Show);
        invitations.MapGet("/{invitation}/calendar.ics", Calendar);
        invitations.MapPost("/{invitation}/send", Send);
        invitations.MapPost("/{invitation}/replace", Replace);
        invitations.MapPost("/{invitation}/revoke", Revoke);
        invitations.MapPost("/{invitation}/role", ChangeRole);
        invitations.MapAskingPages();
    }

    private static async Task<IResult> New(RoomId room, string? session, Role? type, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox)
    {
        var found = await db.RoomToInviteTo(room, context.Actor(), settings);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        var sends = await db.Accounts.Where(account => account.Id == context.Actor().Id).Select(account => account.SendsInvitationsByEmail).SingleAsync();
        return await Form(found.Value, new InviteForm { SendEmail = sends, Session = session ?? "", Role = type is { } role && InvitationRules.IsType(role) ? role : Role.Viewer }, context, settings, outbox);
    }

    private static async Task<IResult> Issue(
        RoomId room, HttpContext context, IssueInvitation issue, UsherDb db, SiteSettings settings, Outbox outbox, PublicAddress address)
    {
        var by = context.Actor();
        var found = await db.RoomToInviteTo(room, by, settings);
        if (found.Problem is { } unseen) return unseen.ToRoomPage();
        var form = InviteForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var outcome = await issue.Issue(room, form.Request(by.At), by);
        if (outcome.Problem is null) await issue.Remember(form.SendEmail, by);
        if (outcome.Problem is not { } problem) return await Link(found.Value, outcome.Value.Id, outcome.Value.Token, by, db, settings, address);
        var existing = InvitationId.TryParse(problem.About, null, out var id) ? await db.RegisterRowOf(id, await settings.Invitations(), by.At) : null;
        return await Form(found.Value, form, context, settings, outbox, problem, existing);
    }

    private static async Task<IResult> Form(
        InvitingRoom room, InviteForm form, HttpContext context, SiteSettings settings, Outbox outbox, Problem? problem = null, RegisterRow? existing = null)
    {
        var site = await settings.Invitations();
        var parameters = new { Room = room, Form = form, Site = site, MaySend = outbox.CanSend && site.InviteEmailTemplate is not null, context.Actor().At, Problem = problem, Existing = existing };
        return Page.Of<InvitePage>(parameters, problem?.Status ?? 200);
    }

    /// <summary>The link, this once: the page is the answer to the POST itself, since nothing that could be asked for again holds it.</summary>
    internal static async Task<IResult> Link(
        InvitingRoom room, InvitationId id, string token, Actor by, UsherDb db, SiteSettings settings, PublicAddress address)
    {
        var row = (await db.RegisterRowOf(id, await settings.Invitations(), by.At))!;
        var session = row.Session is { } one ? await db.Sessions.AsNoTracking().SingleAsync(session => session.Id == one) : null;
        return Page.Of<InvitedPage>(new { room.Room, Row = row, Url = InvitationLink.Of(address, token), Calendar = InvitationCalendar.Of(session, room.Room, address), by.At });
    }

    private static async Task<IResult> Show(RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox) =>
        await Manage(room, invitation, context, db, settings, managed => One(managed, context, db, settings, outbox));

    internal static async Task<IResult> One(ManagedInvitation managed, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, Problem? problem = null)
    {
        var (by, site) = (context.Actor(), await settings.Invitations());
        var room = await db.Rooms.AsNoTracking().SingleAsync(one => one.Id == managed.Room);
        var row = (await db.RegisterRowOf(managed.Id, site, by.At))!;
        var maySend = outbox.CanSend && site.InviteEmailTemplate is not null;
        return Page.Of<OneInvitationPage>(new { Room = room, Row = row, History = await db.HistoryOf(managed.Id), MaySend = maySend, by.At, Problem = problem }, problem?.Status ?? 200);
    }

    private static async Task<IResult> Calendar(RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, PublicAddress address) =>
        await Manage(room, invitation, context, db, settings, async managed =>
        {
            var found = await db.Invitations.AsNoTracking().Where(one => one.Id == managed.Id).Select(one => new { one.Room, one.Session }).SingleAsync();
            return InvitationCalendar.Of(found.Session, found.Room!, address) is { } calendar
                ? TypedResults.File(Encoding.UTF8.GetBytes(calendar.File(context.Actor().At)), "text/calendar; charset=utf-8", "session.ics")
                : CommonProblems.NotFound.ToPage();
        });

    private static Task<IResult> Send(RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, SendAgain again) =>
        Manage(room, invitation, context, db, settings, async managed => (await again.Send(managed, context.Actor())).Problem is { } problem
            ? await One(managed, context, db, settings, outbox, problem)
            : To(managed));

    private static Task<IResult> Replace(
        RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, ReplaceLink replace, PublicAddress address) =>
        Manage(room, invitation, context, db, settings, async managed =>
        {
            var outcome = await replace.Replace(managed, context.Actor());
            if (outcome.Problem is { } problem) return await One(managed, context, db, settings, outbox, problem);
            var shown = await db.RoomToManage(room, context.Actor(), await settings.Invitations());
            return await Link(shown.Value, invitation, outcome.Value, context.Actor(), db, settings, address);
        });

    private static Task<IResult> Revoke(RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, RevokeInvitation revoke) =>
        Manage(room, invitation, context, db, settings, async managed =>
        {
            await revoke.Revoke(managed, context.Actor());
            return To(managed);
        });

    private static Task<IResult> ChangeRole(
        RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, ChangeInvitation change) =>
        Manage(room, invitation, context, db, settings, async managed =>
        {
            var sent = await context.Request.ReadFormAsync(context.RequestAborted);
            var role = Enum.TryParse<Role>(sent["role"], out var chosen) ? chosen : Role.Guest;
            var outcome = await change.Change(managed, new InvitationChanges(role), null, context.Actor());
            return outcome.Problem is { } problem ? await One(managed, context, db, settings, outbox, problem) : To(managed);
        });

    internal static async Task<IResult> Manage(
        RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, Func<ManagedInvitation, Task<IResult>> act)
    {
        var found = await db.InvitationToManage(room, invitation, context.Actor(), await settings.Invitations());
        return found.Problem is { } problem ? problem.ToRoomPage() : await act(found.Value);
    }

    internal static IResult To(ManagedInvitation invitation) => TypedResults.LocalRedirect($"/rooms/{invitation.Room}/invitations/{invitation.Id}");
}
