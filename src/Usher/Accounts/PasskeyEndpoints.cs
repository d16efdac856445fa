using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>What an authenticator answered to a sign-in.</summary>
/// <param name="Credential">What <c>navigator.credentials</c> gave, as its <c>toJSON()</c> writes it.</param>
public sealed record PasskeyAnswer(JsonElement Credential);

/// <summary>A passkey that somebody adds to their account.</summary>
/// <param name="Credential">What <c>navigator.credentials.create</c> gave, as its <c>toJSON()</c> writes it.</param>
/// <param name="Name">To know it by later.</param>
public sealed record NewPasskey(JsonElement Credential, string Name);

/// <summary>Passkeys, as the scripts of the sign-in and account pages use them.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this IEndpointRouteBuilder api)
    {
        var signIn = api.MapGroup("/sign-in/passkey").WithTags("Account").AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        signIn.MapPost("/options", async (Passkeys passkeys) => Json(await passkeys.RequestOptions()))
            .Produces<JsonElement>().WithSummary("What navigator.credentials.get is to be asked.");
        signIn.MapPost("", SignIn).Refuses(401).WithSummary("Signs in with a passkey, and sets the site's cookie.");

        var own = api.MapGroup("/me/passkeys").WithTags("Account").RequireOwnSignIn().Refuses(401, 403);
        own.MapPost("/options", async (HttpContext context, Passkeys passkeys) => Json(await passkeys.CreationOptions(context.SignedIn()!)))
            .Produces<JsonElement>().WithSummary("What navigator.credentials.create is to be asked.");
        own.MapPost("", Add).Refuses(409, 422).WithSummary("Adds a passkey to this account.");
    }

    private static async Task<Results<NoContent, Refused>> SignIn(PasskeyAnswer answer, HttpContext context, Passkeys passkeys)
    {
        var outcome = await passkeys.SignIn(answer.Credential.GetRawText(), BrowserName.Whole(context.Request), context.From());
        if (outcome.Problem is { } problem) return problem.ToResult();
        await context.Remember(outcome.Value);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, Refused>> Add(NewPasskey wanted, HttpContext context, Passkeys passkeys)
    {
        var outcome = await passkeys.Add(wanted.Credential.GetRawText(), wanted.Name, context.Actor());
        return outcome.Problem is { } problem ? problem.ToResult() : TypedResults.NoContent();
    }

    private static ContentHttpResult Json(string options) => TypedResults.Text(options, "application/json");
}
