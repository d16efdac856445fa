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
public sealed record EntryAnswer(
    EntryVerdict Verdict, string? Code, RoomId? Room, SessionId? Session, DateTimeOffset? OpensAt, DateTimeOffset ServerNow, bool CheckedIn, string Nonce);

/// <param name="Email">The invited address.</param>
/// <param name="DeviceKey">The public half of the device's P-256 key, a JWK (RFC 7517); the same as in the proof's header.</param>
/// <param name="Proof">A proof in the shape of DPoP (RFC 9449 §4.2) for <c>POST</c> to this URL, with the nonce that the entry's GET gave.</param>
/// <param name="AsGuest">Enter by address although signed in as somebody else.</param>
public sealed record ClaimBody(string? Email = null, JsonElement? DeviceKey = null, string? Proof = null, bool AsGuest = false);

/// <param name="Participant">Who they are in the session.</param>
/// <param name="Live">The path of the live session's page.</param>
public sealed record ClaimAnswer(ParticipantId Participant, string Live);

/// <param name="Email">The invited address.</param>
public sealed record CheckInBody(string? Email);

/// <summary>The invitee's API: the token in the path is the only credential, so nothing here is ever logged with its path.</summary>
public static class EntryEndpoints
{
    public static void MapEntry(this IEndpointRouteBuilder api)
    {
        var entry = api.MapGroup("/entry/{token}").WithTags("Entry").AllowAnonymous().RequireRateLimiting(RateLimits.Entry);
        entry.MapGet("", Look).Produces<EntryAnswer>().Refuses(404).WithSummary("What the invitation answers now. Changes nothing.");
        entry.MapPost("/claim", Claim).Produces<ClaimAnswer>().Refuses(403, 404, 410, 425).WithSummary("Go in: binds this device, or welcomes it back.");
        entry.MapPost("/check-in", CheckIn).Produces<EntryAnswer>().Refuses(403, 404, 410).WithSummary("Give the invited address ahead of the opening. Binds nothing.");
        entry.MapGet("/changes", Changes).Produces<string>(contentType: "text/event-stream").Refuses(404, 429)
            .WithSummary("A stream of server-sent events: one whenever the answer may have changed. Refused with 429 while too many are open; then ask now and then instead.");
    }

    private static async Task<IResult> Look(string token, HttpContext context, Entrance entrance, ProofNonces nonces) =>
        await entrance.Look(context, token) is { } look ? TypedResults.Ok(Answer(look, nonces.New())) : InvitationProblems.UnknownLink.ToResult();

    private static EntryAnswer Answer(EntryLook look, string nonce) => new(
        look.Verdict, look.Facts.ProblemOf(look.Verdict, look.Now)?.Code, look.Facts.RoomId, look.Facts.SessionId,
        look.Verdict is EntryVerdict.NotYet && look.Facts.Session is { } session ? SessionRules.OpensAt(session, look.Facts.Role) : null,
        look.Now, look.Known, nonce);

    private static async Task<IResult> Claim(string token, ClaimBody body, HttpContext context, Entrance entrance)
    {
        if (body.DeviceKey is { ValueKind: not JsonValueKind.Null } key && !IsKeyOf(key, body.Proof)) return InvitationProblems.BadProof.ToResult();
        var outcome = await entrance.Claim(context, token, new EntryClaim(body.Email, body.Proof, null, body.AsGuest));
        return outcome.ToResult(claimed => TypedResults.Ok(new ClaimAnswer(claimed.Participant, $"/live/{claimed.Session}")));
    }

    private static async Task<IResult> CheckIn(string token, CheckInBody body, HttpContext context, CheckIn checkIn, CheckIns checkIns, Entrance entrance, ProofNonces nonces)
    {
        var outcome = await checkIn.Give(token, body.Email, context.Network(), context.From());
        if (outcome.Problem is { } problem) return problem.ToResult();
        checkIns.Remember(context.Response, outcome.Value);
        var look = await entrance.Look(context, token);
        return look is null ? InvitationProblems.UnknownLink.ToResult() : TypedResults.Ok(Answer(look with { Known = true }, nonces.New()));
    }

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

    private static bool IsKeyOf(JsonElement key, string? proof)
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
