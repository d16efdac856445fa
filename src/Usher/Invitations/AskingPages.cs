using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The host's answers to what invitees ask, from an invitation's page: one click each.</summary>
internal static class AskingPages
{
    public static void MapAskingPages(this IEndpointRouteBuilder invitations)
    {
        invitations.MapPost("/{invitation}/renew", Renew);
        invitations.MapPost("/{invitation}/devices/{request}/approve", Approve);
        invitations.MapPost("/{invitation}/devices/{request}/decline", Decline);
    }

    private static Task<IResult> Renew(
        RoomId room, InvitationId invitation, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, RenewInvitation renew, PublicAddress address) =>
        InvitationPages.Manage(room, invitation, context, db, settings, async managed =>
        {
            var outcome = await renew.Renew(managed, context.Actor());
            if (outcome.Problem is { } problem) return await InvitationPages.One(managed, context, db, settings, outbox, problem);
            if (outcome.Value is not { } token) return InvitationPages.To(managed);
            var shown = await db.RoomToManage(room, context.Actor(), await settings.Invitations());
            return await InvitationPages.Link(shown.Value, invitation, token, context.Actor(), db, settings, address);
        });

    private static Task<IResult> Approve(
        RoomId room, InvitationId invitation, DeviceRequestId request, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, DecideDeviceRequest decide) =>
        InvitationPages.Manage(room, invitation, context, db, settings, async managed =>
            (await decide.Approve(managed.Id, request, context.Actor().Decides())).Problem is { } problem
                ? await InvitationPages.One(managed, context, db, settings, outbox, problem)
                : InvitationPages.To(managed));

    private static Task<IResult> Decline(
        RoomId room, InvitationId invitation, DeviceRequestId request, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, DecideDeviceRequest decide) =>
        InvitationPages.Manage(room, invitation, context, db, settings, async managed =>
            (await decide.Decline(managed.Id, request, context.Actor().Decides())).Problem is { } problem
                ? await InvitationPages.One(managed, context, db, settings, outbox, problem)
                : InvitationPages.To(managed));
}
