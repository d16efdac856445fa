using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What an invitation answers now, and what one needs to know to wait for it or to claim it.</summary>
/// <param name="Verdict">One of the verdicts of entry; <c>bind</c> means that a claim would succeed.</param>
/// <param name="Code">The problem that a claim would meet now; null if it would succeed.</param>
/// <param name="OpensAt">When the session opens for this invitation's role; null when it is open, over, or has no start.</param>
/// <param name="ServerNow">The server's clock, by which countdowns run.</param>
/// <param name="Nonce">For the device's proof: good for two minutes and one claim.</param>
/// <param name="DeviceRequest">How this browser's request to take the bound device's place stands; null when it made none.</param>
public sealed record EntryAnswer(
    EntryVerdict Verdict, string? Code, RoomId? Room, SessionId? Session, DateTimeOffset? OpensAt, DateTimeOffset ServerNow, bool CheckedIn, string Nonce,
    DeviceAskState? DeviceRequest = null);

/// <summary>That a code is on its way by mail.</summary>
/// <param name="ExpiresAt">Until when the code works, in this browser alone: the answer sets its cookie.</param>
public sealed record CodeAnswer(DateTimeOffset ExpiresAt);

/// <summary>Who wants a code by mail.</summary>
/// <param name="Email">The invited address; may be left out by the browser that was sent a code, to have a new one.</param>
public sealed record CodeBody(string? Email = null);

/// <summary>What somebody sends to go in by an invitation.</summary>
/// <param name="Email">The invited address; may be left out along with a code.</param>
/// <param name="Code">The six digits that were mailed to it, where the site asks for them.</param>
/// <param name="DeviceKey">The public half of the device's P-256 key, a JWK (RFC 7517); the same as in the proof's header.</param>
/// <param name="Proof">A proof in the shape of DPoP (RFC 9449 §4.2) for <c>POST</c> to this URL, with the nonce that the entry's GET gave.</param>
/// <param name="AsGuest">Enter by address although signed in as somebody else.</param>
public sealed record ClaimBody(string? Email = null, JsonElement? DeviceKey = null, string? Proof = null, bool AsGuest = false, string? Code = null);

/// <summary>That they are in.</summary>
/// <param name="Participant">Who they are in the session.</param>
/// <param name="Live">The path of the live session's page.</param>
public sealed record ClaimAnswer(ParticipantId Participant, string Live);

/// <summary>What somebody sends to be known on this device before the session opens.</summary>
/// <param name="Email">The invited address; may be left out along with a code.</param>
/// <param name="Code">The six digits that were mailed to it, where the site asks for them.</param>
public sealed record CheckInBody(string? Email, string? Code = null);

/// <summary>The invitee's API: the token in the path is the only credential, so nothing here is ever logged with its path.</summary>
public static class EntryEndpoints
{
    public static void MapEntry(this IEndpointRouteBuilder api)
    {
        var entry = api.MapGroup("/entry/{token}").WithTags("Entry").AllowAnonymous().RequireRateLimiting(RateLimits.Entry);
        entry.MapGet("", Look).Produces<EntryAnswer>().Refuses(404).WithSummary("What the invitation answers now. Changes nothing.");
        entry.MapPost("/claim", Claim).Produces<ClaimAnswer>().Refuses(401, 403, 404, 410, 425).WithSummary("Go in: binds this device, or welcomes it back.");
        entry.MapPost("/check-in", CheckIn).Produces<EntryAnswer>().Refuses(401, 403, 404, 410).WithSummary("Give the invited address, and the code if it takes one, ahead of the opening. Binds nothing.");
        entry.MapPost("/code", Code).Produces<CodeAnswer>().Refuses(401, 403, 404, 409, 410, 503).WithSummary("Has a code mailed to the invited address, for this browser: to go in by or, while another device is bound, to move here by. Who cannot name that address hears what a claim would tell them or, for a move, the same as who can.");
        entry.MapRecoveryCalls();
        entry.MapGet("/changes", Changes).Produces<string>(contentType: "text/event-stream").Refuses(404, 429)
            .WithSummary("A stream of server-sent events: one whenever the answer may have changed. Refused with 429 while too many are open; then ask now and then instead.");
    }

    private static async Task<IResult> Look(string token, HttpContext context, Entrance entrance, ProofNonces nonces) =>
        await entrance.Look(context, token) is { } look ? TypedResults.Ok(Answer(look, nonces.New())) : InvitationProblems.UnknownLink.ToResult();

    private static EntryAnswer Answer(EntryLook look, string nonce) => new(
        look.Verdict, look.Facts.ProblemOf(look.Verdict, look.Now)?.Code, look.Facts.RoomId, look.Facts.SessionId,
        look.Verdict is EntryVerdict.NotYet && look.Facts.Session is { } session ? SessionRules.OpensAt(session, look.Facts.Role) : null,
        look.Now, look.Known, nonce, look.Asked);

    private static async Task<IResult> Claim(string token, ClaimBody body, HttpContext context, Entrance entrance)
    {
        if (body.DeviceKey is { ValueKind: not JsonValueKind.Null } key && !IsKeyOf(key, body.Proof)) return InvitationProblems.BadProof.ToResult();
        var outcome = await entrance.Claim(context, token, new EntryClaim(body.Email, body.Proof, null, body.AsGuest, body.Code));
        return outcome.ToResult(claimed => TypedResults.Ok(new ClaimAnswer(claimed.Participant, $"/live/{claimed.Session}")));
    }

    private static async Task<IResult> CheckIn(string token, CheckInBody body, HttpContext context, Entrance entrance, ProofNonces nonces)
    {
        var outcome = await entrance.CheckIn(context, token, body.Email, body.Code);
        if (outcome.Problem is { } problem) return problem.ToResult();
        var look = await entrance.Look(context, token);
        return look is null ? InvitationProblems.UnknownLink.ToResult() : TypedResults.Ok(Answer(look with { Known = true }, nonces.New()));
    }

    private static async Task<IResult> Code(string token, CodeBody body, HttpContext context, Entrance entrance) =>
        (await entrance.AskForCode(context, token, body.Email)).ToResult(sent => TypedResults.Ok(new CodeAnswer(sent.ExpiresAt)));

    /// <summary>Pages that wait are told within a moment; what has changed they ask for.</summary>
    private static async Task<IResult> Changes(string token, HttpContext context, Entrance entrance, SessionChanges sessions, EventStreams streams)
    {
        if (await entrance.Look(context, token) is not { } look) return InvitationProblems.UnknownLink.ToResult();
        if (look.Facts.SessionId is not { } session) return SessionProblems.Unknown.ToResult();
        if (streams.Open(context) is { } tooMany) return tooMany.ToResult();
        return TypedResults.ServerSentEvents(Words(sessions, session, context.RequestAborted), "changed");
    }

    private static async IAsyncEnumerable<string> Words(SessionChanges sessions, SessionId session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        // The first word also opens the stream through proxies that wait for a byte.
        yield return "listening";
        await foreach (var change in sessions.Listen(session, cancel))
            if (change.Participant is null) yield return "changed";
    }

    internal static bool IsKeyOf(JsonElement key, string? proof)
    {
        try
        {
            return proof is not null && DeviceProof.Key(proof) is { } proven
                && Base64UrlEncoder.Encode(new JsonWebKey(key.GetRawText()).ComputeJwkThumbprint()) == Base64UrlEncoder.Encode(proven.ComputeJwkThumbprint());
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
