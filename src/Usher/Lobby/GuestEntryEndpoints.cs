using System.Runtime.CompilerServices;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What a guest link answers now, and what one needs to know to wait for it or to claim it.</summary>
/// <param name="Verdict"><c>admit</c> and <c>welcomeBack</c> mean that a claim would succeed; <c>codeNeeded</c>, that it takes a mailed code as well.</param>
/// <param name="Code">The problem that a claim would meet now; null if it would succeed.</param>
/// <param name="OpensAt">When the session opens for guests; null when it is open, over, or has no start.</param>
/// <param name="ServerNow">The server's clock, by which countdowns run.</param>
/// <param name="Nonce">For the device's proof: good for two minutes and one claim.</param>
public sealed record GuestAnswer(GuestVerdict Verdict, string? Code, RoomId? Room, SessionId? Session, DateTimeOffset? OpensAt, DateTimeOffset ServerNow, string Nonce);

/// <summary>What somebody sends to go in by a guest link.</summary>
/// <param name="FirstName">Needed by whoever comes for the first time on this device.</param>
/// <param name="LastName">Likewise.</param>
/// <param name="Email">Likewise: for identification. Checked by nobody, but where the site asks for a code that is mailed to it.</param>
/// <param name="Proof">A proof in the shape of DPoP (RFC 9449 §4.2) for <c>POST</c> to this URL, with the nonce that the link's GET gave.</param>
/// <param name="Code">The six digits that were mailed to this address for this browser, where the site asks for them.</param>
public sealed record GuestClaimBody(string? FirstName = null, string? LastName = null, string? Email = null, string? Proof = null, string? Code = null);

/// <summary>What a guest sends to have a code mailed.</summary>
/// <param name="Email">Where to mail the code; the same address goes with the code in the claim.</param>
public sealed record GuestCodeBody(string? Email = null);

/// <summary>The guest's API: the token in the path is the only credential, so nothing here is ever logged with its path.</summary>
public static class GuestEntryEndpoints
{
    public static void MapGuestEntry(this IEndpointRouteBuilder api)
    {
        var guest = api.MapGroup("/guest/{token}").WithTags("Entry").AllowAnonymous().RequireRateLimiting(RateLimits.Entry);
        guest.MapGet("", Look).Produces<GuestAnswer>().Refuses(404).WithSummary("What the guest link answers now. Changes nothing.");
        guest.MapPost("/claim", Claim).Produces<ClaimAnswer>().Refuses(403, 404, 410, 422, 425).WithSummary("Come in as a guest: takes one of the link's uses, or welcomes this device back.");
        guest.MapPost("/code", Code).Produces<CodeAnswer>().Refuses(403, 404, 409, 410, 422, 425, 503)
            .WithSummary("Has a code mailed to the address, to come in by in this browser, where the site asks guests for one. Whom the link lets in by no code hears why.");
        guest.MapGet("/changes", Changes).Produces<string>(contentType: "text/event-stream").Refuses(404, 429)
            .WithSummary("A stream of server-sent events: one whenever the answer may have changed. Refused with 429 while too many are open; then ask now and then instead.");
    }

    private static async Task<IResult> Look(string token, HttpContext context, GuestEntrance entrance, ProofNonces nonces)
    {
        if (await entrance.Look(context, token) is not { } look) return InvitationProblems.UnknownLink.ToResult();
        var facts = look.Facts;
        return TypedResults.Ok(new GuestAnswer(
            look.Verdict, GuestLinkRules.ProblemOf(look.Verdict)?.Code, facts.RoomId, facts.SessionId,
            look.Verdict is GuestVerdict.NotYet && facts.Session is { } session ? SessionRules.OpensAt(session, Role.Guest) : null, look.Now, nonces.New()));
    }

    private static async Task<IResult> Claim(string token, GuestClaimBody body, HttpContext context, GuestEntrance entrance) =>
        (await entrance.Claim(context, token, new GuestEntry(new GuestDetails(body.FirstName, body.LastName, body.Email), body.Proof, null, body.Code)))
            .ToResult(claimed => TypedResults.Ok(new ClaimAnswer(claimed.Participant, $"/live/{claimed.Session}")));

    private static async Task<IResult> Code(string token, GuestCodeBody body, HttpContext context, GuestEntrance entrance) =>
        (await entrance.AskForCode(context, token, body.Email, anew: true)).ToResult(sent => TypedResults.Ok(new CodeAnswer(sent.ExpiresAt)));

    private static async Task<IResult> Changes(string token, HttpContext context, GuestEntrance entrance, SessionChanges sessions, EventStreams streams)
    {
        if (await entrance.Look(context, token) is not { } look) return InvitationProblems.UnknownLink.ToResult();
        if (look.Facts.SessionId is not { } session) return SessionProblems.Unknown.ToResult();
        if (streams.Open(context) is { } tooMany) return tooMany.ToResult();
        return TypedResults.ServerSentEvents(Words(sessions, session, context.RequestAborted), "changed");
    }

    private static async IAsyncEnumerable<string> Words(SessionChanges sessions, SessionId session, [EnumeratorCancellation] CancellationToken cancel)
    {
        // The first word also opens the stream through proxies that wait for a byte.
        yield return "listening";
        await foreach (var change in sessions.Listen(session, cancel))
            if (change.Participant is null) yield return "changed";
    }
}
