using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>A sign-in with a password.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Password">Its password.</param>
public sealed record SignInRequest(string Email, string Password)
{
    public override string ToString() => Email;
}

/// <summary>Who makes the request.</summary>
/// <param name="Scopes">What the personal token may be used for; absent when signed in by cookie.</param>
/// <param name="AntiforgeryToken">For the header <c>X-Usher-Antiforgery</c> of unsafe calls made with the cookie.</param>
public sealed record Me(
    AccountId Id, string Email, string FirstName, string LastName, SiteRole SiteRole, IReadOnlyList<string>? Scopes, string? AntiforgeryToken);

/// <summary>A personal token that has just been made, with its secret.</summary>
/// <param name="Token">The secret. Only its hash is kept: it is not to be had again.</param>
public sealed record NewTokenAnswer(PersonalTokenId Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, string Token);

/// <summary>A personal token without its secret.</summary>
public sealed record TokenAnswer(PersonalTokenId Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt);

/// <summary>Signing in over the API, and the caller's own account.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder api)
    {
        var open = api.MapGroup("").WithTags("Account").AllowAnonymous();
        open.MapPost("/sign-in", SignIn).RequireRateLimiting(RateLimits.SignIn).Refuses(401)
            .WithSummary("Signs in with a password, and sets the site's cookie.");
        open.MapPost("/sign-out", SignOut).WithSummary("Ends the cookie's sign-in, in every copy of it.");

        var me = api.MapGroup("/me").WithTags("Account").RequireScope(null).Refuses(401);
        me.MapGet("", WhoAmI).WithSummary("Who am I?");
        // They outlast a launch, and whoever came by one was let in on a platform's word.
        var tokens = me.MapGroup("/tokens").WithMetadata(new Access(ByToken: true, Scope: null, SiteRole.Member, ByLaunch: false)).Refuses(403);
        tokens.MapGet("", Tokens).WithSummary("The personal tokens of this account, newest first.");
        tokens.MapPost("", Create).Refuses(409, 422).WithSummary("Makes a personal token. Its secret is in this answer only.");
        tokens.MapDelete("/{id}", Revoke).Refuses(404)
            .WithSummary("Revokes a personal token, at once. A token may revoke those alone that may do no more than itself.");
    }

    private static async Task<Results<Ok<Me>, Refused>> SignIn(SignInRequest request, HttpContext context, SignInWithPassword signIn, UsherDb db)
    {
        var outcome = await signIn.SignIn(request.Email, request.Password, BrowserName.Whole(context.Request), context.Network(), context.From());
        if (outcome.Problem is { } problem) return problem.ToResult();
        await context.Remember(outcome.Value);
        var account = await db.Accounts.AsNoTracking().FirstAsync(account => account.Id == outcome.Value.AccountId);
        // The antiforgery token is bound to who is signed in, which this request was not: GET /me has it.
        return TypedResults.Ok(new Me(account.Id, account.Email ?? "", account.FirstName, account.LastName, account.SiteRole, null, null));
    }

    private static async Task<NoContent> SignOut(HttpContext context, WriteDoor door, TimeProvider time)
    {
        await context.EndSignIn(door, time);
        return TypedResults.NoContent();
    }

    private static Ok<Me> WhoAmI(HttpContext context, IAntiforgery antiforgery)
    {
        var account = context.SignedIn()!;
        var token = account.SignIn is null ? null : antiforgery.GetAndStoreTokens(context).RequestToken;
        return TypedResults.Ok(new Me(
            account.Id, account.Email, account.FirstName, account.LastName, account.SiteRole, account.Scopes is null ? null : [.. account.Scopes], token));
    }

    private static async Task<Ok<IReadOnlyList<TokenAnswer>>> Tokens([AsParameters] PageOfList page, HttpContext context, UsherDb db)
    {
        var rows = await db.TokensOf(context.SignedIn()!.Id, PersonalTokenId.TryParse(page.Cursor, null, out var after) ? after : null, page.Size + 1);
        return page.Answer(context, [.. rows.Select(token => new TokenAnswer(token.Id, token.Name, token.Scopes.Split(' '), token.CreatedAt))], row => row.Id.ToString());
    }

    private static async Task<Results<Created<NewTokenAnswer>, Refused>> Create(NewToken request, HttpContext context, CreateToken create)
    {
        var outcome = await create.Create(request, context.Actor());
        if (outcome.Problem is { } problem) return problem.ToResult();
        var (token, secret) = outcome.Value;
        return TypedResults.Created($"{Halves.ApiBase}/me/tokens", new NewTokenAnswer(token.Id, token.Name, token.Scopes.Split(' '), token.CreatedAt, secret));
    }

    private static async Task<Results<NoContent, Refused>> Revoke(PersonalTokenId id, HttpContext context, RevokeToken revoke)
    {
        var outcome = await revoke.Revoke(id, context.Actor());
        return outcome.Problem is { } problem ? problem.ToResult() : TypedResults.NoContent();
    }
}
