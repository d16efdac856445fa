using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Usher.Invitations;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What somebody sends to come on another device than the one their invitation is bound to.</summary>
/// <param name="Email">The invited address: asks a host. Not needed by who is signed in with it or has checked in.</param>
/// <param name="Code">In place of the address: the short code that the bound device shows, or the six digits that were mailed.</param>
/// <param name="DeviceKey">The public half of this device's P-256 key, a JWK; the same as in the proof's header.</param>
/// <param name="Proof">As for a claim, for <c>POST</c> to this URL.</param>
/// <param name="AsGuest">By address although signed in as somebody else.</param>
public sealed record NewDeviceBody(string? Email = null, string? Code = null, JsonElement? DeviceKey = null, string? Proof = null, bool AsGuest = false);

/// <summary>What came of wanting to come on another device.</summary>
/// <param name="DeviceRequest">Waiting, whether or not the address was the right one.</param>
/// <param name="Live">After a code: the path of the live session's page, which this device may now enter; null while none is open.</param>
public sealed record NewDeviceAnswer(DeviceAskState? DeviceRequest, string? Live);

/// <summary>That something was asked of the hosts.</summary>
/// <param name="Asked">Always true.</param>
public sealed record AskedAnswer(bool Asked);

/// <summary>Who says that they come, or do not.</summary>
/// <param name="Email">The invited address; not needed by who is known on this device.</param>
public sealed record ComesBody(string? Email = null);

/// <summary>What an invitee has said of their coming.</summary>
/// <param name="Comes">What is now known of them.</param>
public sealed record ComesAnswer(bool Comes);

/// <summary>Another device, a new link, and "I can't come": for pages without script, and for programs.</summary>
public static class RecoveryEndpoints
{
    public static void MapRecoveryCalls(this IEndpointRouteBuilder entry)
    {
        entry.MapPost("/new-device", NewDevice).Produces<NewDeviceAnswer>(StatusCodes.Status202Accepted).Produces<NewDeviceAnswer>().Refuses(403, 404, 409, 410)
            .WithSummary("Come on another device: by the code that the bound one shows or that was mailed (200), or by asking a host (202; with a mailed code, where both are needed). A wrong address is answered like the right one.");
        entry.MapPost("/new-link", NewLink).Produces<AskedAnswer>(StatusCodes.Status202Accepted).Refuses(404, 409, 410)
            .WithSummary("Ask the host for a new link, when this one is over.");
        entry.MapPost("/cannot-come", (string token, ComesBody body, HttpContext context, Recovery recovery) => Answer(token, false, body, context, recovery))
            .Produces<ComesAnswer>().Refuses(403, 404, 410).WithSummary("Say that the invitee can't come. It can be taken back.");
        entry.MapPost("/can-come", (string token, ComesBody body, HttpContext context, Recovery recovery) => Answer(token, true, body, context, recovery))
            .Produces<ComesAnswer>().Refuses(403, 404, 410).WithSummary("Say that the invitee can come after all.");
    }

    public static void MapRecoveryPages(this IEndpointRouteBuilder pages)
    {
        var page = pages.MapGroup("/i/{token}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry).ExcludeFromDescription();
        page.MapPost("/new-device", AskOnPage);
        page.MapPost("/hand-over", TakeOnPage);
        page.MapPost("/new-link", NewLinkOnPage);
        page.MapPost("/cannot-come", CannotComeOnPage);
        page.MapPost("/can-come", CanComeOnPage);
        // Where a tab stands that was refused, when it is loaded again.
        foreach (var path in new[] { "/new-device", "/hand-over", "/new-link", "/cannot-come", "/can-come" })
            page.MapGet(path, (string token) => TypedResults.LocalRedirect($"/i/{Uri.EscapeDataString(token)}"));

        var move = pages.MapGroup("/move/{secret}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry).ExcludeFromDescription();
        move.MapMethods("", [HttpMethods.Get, HttpMethods.Head], ShowMove);
        move.MapPost("", Move);
    }

    private static async Task<IResult> NewDevice(string token, NewDeviceBody body, HttpContext context, Recovery recovery)
    {
        if (body.DeviceKey is { ValueKind: not JsonValueKind.Null } key && !EntryEndpoints.IsKeyOf(key, body.Proof)) return InvitationProblems.BadProof.ToResult();
        if (!string.IsNullOrEmpty(body.Code))
            return (await recovery.TakeOver(context, token, body.Code, body.Proof)).ToResult(taken => taken.Waits
                ? (IResult)TypedResults.Accepted((string?)null, new NewDeviceAnswer(DeviceAskState.Waiting, null))
                : TypedResults.Ok(new NewDeviceAnswer(null, taken.Session is { } session ? $"/live/{session}" : null)));
        return (await recovery.AskForDevice(context, token, new EntryClaim(body.Email, body.Proof, null, body.AsGuest)))
            .ToResult(_ => TypedResults.Accepted((string?)null, new NewDeviceAnswer(DeviceAskState.Waiting, null)));
    }

    private static async Task<IResult> NewLink(string token, HttpContext context, Recovery recovery) =>
        (await recovery.AskForNewLink(context, token)).ToResult(_ => TypedResults.Accepted((string?)null, new AskedAnswer(true)));

    private static async Task<IResult> Answer(string token, bool comes, ComesBody body, HttpContext context, Recovery recovery) =>
        (await recovery.Answer(context, token, comes, new EntryClaim(body.Email))).ToResult(_ => TypedResults.Ok(new ComesAnswer(comes)));

    private static async Task<IResult> AskOnPage(
        string token, [FromForm] string? email, [FromForm] string? proof, [FromForm] bool? guest, HttpContext context, Recovery recovery,
        [AsParameters] InvitationPageEndpoints.Desk desk)
    {
        var asked = await recovery.AskForDevice(context, token, new EntryClaim(email, proof, null, guest ?? false));
        return asked.Problem is { } problem && problem != InvitationProblems.DeviceNotNeeded
            ? await desk.Page(context, token, guest ?? false, problem, email)
            : Back(token, guest);
    }

    private static async Task<IResult> TakeOnPage(
        string token, [FromForm] string? code, [FromForm] string? proof, HttpContext context, Recovery recovery, [AsParameters] InvitationPageEndpoints.Desk desk)
    {
        var taken = await recovery.TakeOver(context, token, code, proof);
        if (taken.Problem is not { } problem || problem == InvitationProblems.DeviceNotNeeded) return Back(token, null);
        // Whoever has typed what was mailed types it again where it is asked for.
        return await desk.Page(context, token, false, problem, mailed: EntryCodeRules.LooksLikeOne(code ?? ""));
    }

    private static async Task<IResult> NewLinkOnPage(string token, HttpContext context, Recovery recovery, [AsParameters] InvitationPageEndpoints.Desk desk)
    {
        var asked = await recovery.AskForNewLink(context, token);
        return asked.Problem is { } problem && problem != InvitationProblems.LinkStillWorks ? await desk.Page(context, token, false, problem) : Back(token, null);
    }

    private static Task<IResult> CannotComeOnPage(
        string token, [FromForm] string? email, [FromForm] bool? guest, HttpContext context, Recovery recovery, [AsParameters] InvitationPageEndpoints.Desk desk) =>
        AnswerOnPage(token, false, email, guest, context, recovery, desk);

    private static Task<IResult> CanComeOnPage(
        string token, [FromForm] string? email, [FromForm] bool? guest, HttpContext context, Recovery recovery, [AsParameters] InvitationPageEndpoints.Desk desk) =>
        AnswerOnPage(token, true, email, guest, context, recovery, desk);

    private static async Task<IResult> AnswerOnPage(
        string token, bool comes, string? email, bool? guest, HttpContext context, Recovery recovery, InvitationPageEndpoints.Desk desk)
    {
        var answered = await recovery.Answer(context, token, comes, new EntryClaim(email, AsGuest: guest ?? false));
        return answered.Problem is { } problem ? await desk.Page(context, token, guest ?? false, problem, email, answering: true) : Back(token, guest);
    }

    private static async Task<IResult> ShowMove(string secret, HttpContext context, HandOverDevice handOver, ProofNonces nonces) =>
        MovePage(secret, await handOver.IsOpen(secret) ? null : InvitationProblems.WrongHandOverCode, context, nonces);

    private static async Task<IResult> Move(
        string secret, [FromForm] string? proof, HttpContext context, Recovery recovery, ProofNonces nonces)
    {
        var taken = await recovery.TakeOverBySecret(context, secret, proof);
        return taken.Problem is { } problem ? MovePage(secret, problem, context, nonces) : InvitationPageEndpoints.Redirect($"/live/{taken.Value.Session}");
    }

    private static IResult MovePage(string secret, Problem? problem, HttpContext context, ProofNonces nonces)
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        return Page.Of<MovePage>(new { Path = $"/move/{secret}", Problem = problem, Nonce = nonces.New() }, problem?.Status ?? 200);
    }

    private static IResult Back(string token, bool? guest) => InvitationPageEndpoints.Redirect($"/i/{Uri.EscapeDataString(token)}{(guest is true ? "?guest=true" : "")}");
}
