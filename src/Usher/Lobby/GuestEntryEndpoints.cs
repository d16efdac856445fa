using System.Runtime.CompilerServices;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What a guest link answers now, and what one needs to know to wait for it or to claim it.</summary>
/// <param name="Verdict"><c>admit</c> and <c>welcomeBack</c> mean that a claim would succeed.</param>
/// <param name="Code">The problem that a claim would meet now; null if it would succeed.</param>
/// <param name="OpensAt">When the session opens for guests; null when it is open, over, or has no start.</param>
/// <param name="ServerNow">The server's clock, by which countdowns run.</param>
/// <param name="Nonce">For the device's proof: good for two minutes and one claim.</param>
public sealed record GuestAnswer(GuestVerdict Verdict, string? Code, RoomId? Room, SessionId? Session, DateTimeOffset? OpensAt, DateTimeOffset ServerNow, string Nonce);

/// <summary>What somebody sends to go in by a guest link.</summary>
/// <param name="FirstName">Needed by whoever comes for the first time on this device.</param>
/// <param name="LastName">Likewise.</param>
/// <param name="Email">Likewise: for identification, and checked by nobody.</param>
/// <param name="Proof">A proof in the shape of DPoP (RFC 9449 §4.2) for <c>POST</c> to this URL, with the nonce that the link's GET gave.</param>
public sealed record GuestClaimBody(string? FirstName = null, string? LastName = null, string? Email = null, string? Proof = null);

/// <summary>The guest's API: the token in the path is the only credential, so nothing here is ever logged with its path.</summary>
public static class GuestEntryEndpoints
{
    public static void MapGuestEntry(this IEndpointRouteBuilder api)
    {
        var guest = api.MapGroup("/guest/{token}").WithTags("Entry").AllowAnonymous().RequireRateLimiting(RateLimits.Entry);
        guest.MapGet("", Look).Produces<GuestAnswer>().Refuses(404).WithSummary("What the guest link answers now. Changes nothing.");
        guest.MapPost("/claim", Claim).Produces<ClaimAnswer>().Refuses(403, 404, 410, 422, 425).WithSummary("Come in as a guest: takes one of the link's uses, or welcomes this device back.");
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
        (await entrance.Claim(context, token, new GuestDetails(body.FirstName, body.LastName, body.Email), body.Proof, null))
            .ToResult(claimed => TypedResults.Ok(new ClaimAnswer(claimed.Participant, $"/live/{claimed.Session}")));

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
