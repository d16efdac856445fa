using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Api;
using Usher.Data;
using Usher.Rooms;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The answer to issuing an invitation: the only one that ever holds its link.</summary>
/// <param name="Url">The link. Only its hash is kept: it is not to be had again.</param>
public sealed record IssuedAnswer(
    InvitationId Id, string Url, string Email, string FirstName, string LastName, Sessions.Role Role, SessionId? Session, InvitationState State,
    DateTimeOffset? ExpiresAt, int MaxDevices, MailOfInvitation? Mail, int Version);

/// <summary>That the link of an invitation was replaced.</summary>
/// <param name="Url">The new link, shown once; all earlier ones are dead.</param>
public sealed record ReplacedAnswer(string Url);

/// <summary>That an invitation was renewed.</summary>
/// <param name="Url">The further link, shown once; null when it was mailed.</param>
public sealed record RenewedAnswer(string? Url);

/// <summary>Issuing and managing a room's invitations over the API.</summary>
public static class InvitationEndpoints
{
    public static void MapInvitationCalls(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/rooms/{room}").WithTags("Invitations");
        room.MapGet("/people", People).Produces<IReadOnlyList<SuggestedPerson>>().Reads().WithSummary("People whom a host may mean, from two characters on.");
        room.MapPost("/invitations", Issue).Produces<IssuedAnswer>(StatusCodes.Status201Created).Writes().WithSummary("Invites a person. The link is in this answer only.");

        var one = room.MapGroup("/invitations/{invitation}");
        one.MapGet("", Show).Produces<RegisterRow>().Reads().WithSummary("One invitation.");
        one.MapPatch("", Change).Produces<RegisterRow>().Writes().WithSummary("Changes its type, expiry or number of devices; in force at once.");
        one.MapPost("/send", Send).Produces<RegisterRow>().Writes().WithSummary("Mails it once more; earlier links keep working.");
        one.MapPost("/replace", Replace).Produces<ReplacedAnswer>().Writes().WithSummary("A new link; all earlier ones are dead and all devices forgotten.");
        one.MapPost("/revoke", Revoke).Produces<RegisterRow>().Writes().WithSummary("Takes it back; who is in by it is out within two seconds.");
        one.MapPost("/renew", Renew).Produces<RenewedAnswer>().Writes().WithSummary("Answers an invitee who asked for a new link: a time anew and a further link, mailed where mail is on.");
        one.MapPost("/devices/{request}/approve", Approve).Produces<RegisterRow>().Writes().WithSummary("Lets the asking device take the bound one's place.");
        one.MapPost("/devices/{request}/decline", Decline).Produces<RegisterRow>().Writes().WithSummary("Leaves the invitation on the device that it is bound to.");
        one.MapGet("/history", History).Produces<IReadOnlyList<HistoryAnswer>>().Reads().WithSummary("Everything that happened to it, newest first.");
    }

    private static RouteHandlerBuilder Reads(this RouteHandlerBuilder route) => route.RequireScope(Scopes.InvitationsRead);

    private static RouteHandlerBuilder Writes(this RouteHandlerBuilder route) => route.RequireScope(Scopes.InvitationsWrite);

    private static async Task<IResult> People(RoomId room, string? query, HttpContext context, UsherDb db, SiteSettings settings)
    {
        var found = await db.RoomToManage(room, context.Actor(), await settings.Invitations());
        return found.Problem is { } problem ? problem.ToResult() : TypedResults.Ok(await db.PeopleLike(room, context.Actor().Id, query));
    }

    private static async Task<IResult> Issue(
        RoomId room, InvitationRequest request, HttpContext context, IssueInvitation issue, UsherDb db, SiteSettings settings, PublicAddress address)
    {
        var by = context.Actor();
        var outcome = await issue.Issue(room, request, by);
        if (outcome.Problem is { } problem) return problem.ToResult();
        var row = (await db.RegisterRowOf(outcome.Value.Id, await settings.Invitations(), by.At))!;
        return TypedResults.Created($"{Halves.ApiBase}/rooms/{room}/invitations/{row.Id}", new IssuedAnswer(
            row.Id, InvitationLink.Of(address, outcome.Value.Token), row.Email, row.FirstName, row.LastName, row.Role, row.Session, row.State,
            row.ExpiresAt, row.MaxDevices, row.Mail, row.Version));
    }

    private static Task<IResult> Show(RoomId room, InvitationId invitation, HttpContext context, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, _ => parts.Row(invitation, context));

    private static Task<IResult> Change(
        RoomId room, InvitationId invitation, InvitationChanges changes, HttpContext context, ChangeInvitation change, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed =>
        {
            if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
            var outcome = await change.Change(managed, changes, version, context.Actor());
            return outcome.Problem is { } problem ? problem.ToResult() : await parts.Row(invitation, context);
        });

    private static Task<IResult> Send(RoomId room, InvitationId invitation, HttpContext context, SendAgain again, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed =>
        {
            var outcome = await again.Send(managed, context.Actor());
            return outcome.Problem is { } problem ? problem.ToResult() : await parts.Row(invitation, context);
        });

    private static Task<IResult> Replace(
        RoomId room, InvitationId invitation, HttpContext context, ReplaceLink replace, PublicAddress address, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed =>
            (await replace.Replace(managed, context.Actor())).ToResult(token => TypedResults.Ok(new ReplacedAnswer(InvitationLink.Of(address, token)))));

    private static Task<IResult> Revoke(RoomId room, InvitationId invitation, HttpContext context, RevokeInvitation revoke, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed =>
        {
            await revoke.Revoke(managed, context.Actor());
            return await parts.Row(invitation, context);
        });

    private static Task<IResult> Renew(
        RoomId room, InvitationId invitation, HttpContext context, RenewInvitation renew, PublicAddress address, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed => (await renew.Renew(managed, context.Actor()))
            .ToResult(token => TypedResults.Ok(new RenewedAnswer(token is null ? null : InvitationLink.Of(address, token)))));

    private static Task<IResult> Approve(
        RoomId room, InvitationId invitation, DeviceRequestId request, HttpContext context, DecideDeviceRequest decide, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed =>
            (await decide.Approve(managed.Id, request, context.Actor().Decides())).Problem is { } problem ? problem.ToResult() : await parts.Row(invitation, context));

    private static Task<IResult> Decline(
        RoomId room, InvitationId invitation, DeviceRequestId request, HttpContext context, DecideDeviceRequest decide, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async managed =>
            (await decide.Decline(managed.Id, request, context.Actor().Decides())).Problem is { } problem ? problem.ToResult() : await parts.Row(invitation, context));

    internal static Decider Decides(this Actor by) => new(by.Id, "", by.From);

    private static Task<IResult> History(RoomId room, InvitationId invitation, HttpContext context, [AsParameters] Parts parts) =>
        parts.With(room, invitation, context, async _ => TypedResults.Ok(await parts.Db.HistoryOf(invitation)));

    /// <summary>What the endpoints of one invitation share: finding it for who asks, and showing it.</summary>
    internal readonly record struct Parts([FromServices] UsherDb Db, [FromServices] SiteSettings Settings, [FromServices] TimeProvider Time)
    {
        public async Task<IResult> With(RoomId room, InvitationId invitation, HttpContext context, Func<ManagedInvitation, Task<IResult>> act)
        {
            var found = await Db.InvitationToManage(room, invitation, context.Actor(), await Settings.Invitations());
            return found.Problem is { } problem ? problem.ToResult() : await act(found.Value);
        }

        public async Task<IResult> Row(InvitationId invitation, HttpContext context)
        {
            var row = (await Db.RegisterRowOf(invitation, await Settings.Invitations(), Time.Now()))!;
            context.Response.SetETag(row.Version);
            return TypedResults.Ok(row);
        }
    }
}
