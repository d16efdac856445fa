using System.Buffers.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

internal sealed record NamesForm(string? FirstName, string? LastName);

internal sealed record PasswordForm(string? CurrentPassword, string? NewPassword);

internal sealed record TokenForm(string? Name, string[]? Scopes);

/// <summary>Everything on the account page.</summary>
public sealed record AccountView(
    Account Account, IReadOnlyList<PasskeyView> Passkeys, IReadOnlyList<PersonalToken> Tokens, IReadOnlyList<SignIn> SignIns, SignInId? Here, IReadOnlyList<ProviderLogin> Logins);

/// <summary>A passkey as its owner's account page lists it.</summary>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset AddedAt);

/// <summary>The account page and its forms.</summary>
internal static class AccountEndpoints
{
    private const string Path = "/account";

    public static void MapAccountPage(this IEndpointRouteBuilder pages)
    {
        var account = pages.MapGroup(Path).RequireOwnSignIn();
        account.MapGet("", async (HttpContext context, UsherDb db) => Page.Of<AccountPage>(new { View = await Look(context, db) }));
        account.MapPost("/name", Rename);
        account.MapPost("/password", ChangePassword).RequireRateLimiting(RateLimits.SignIn);
        account.MapPost("/tokens", CreateToken);
        account.MapPost("/tokens/{id}/revoke", (PersonalTokenId id, HttpContext context, RevokeToken revoke) =>
            Back(context, revoke.Revoke(id, context.Actor()), "tokens"));
        account.MapPost("/passkeys/{id}/remove", (string id, HttpContext context, Passkeys passkeys) =>
            Back(context, passkeys.Remove(id, context.Actor()), "passkeys"));
        account.MapPost("/sign-ins/{id}/end", EndSignIn);
        account.MapPost("/providers/{id}/remove", (string id, HttpContext context, WriteDoor door) =>
            Back(context, Guid.TryParseExact(id, "N", out var provider) ? door.Write(db => db.RemoveLogin(provider, context.Actor())) : Task.FromResult<Outcome<Done>>(CommonProblems.NotFound), "providers"));
    }

    private static async Task<IResult> Rename([FromForm] NamesForm form, HttpContext context, ChangeAccount change, UsherDb db)
    {
        var outcome = await change.Rename(form.FirstName ?? "", form.LastName ?? "", context.Actor());
        return outcome.Problem is { } problem ? await Again(context, db, problem, "name") : Results.LocalRedirect(Path);
    }

    private static async Task<IResult> ChangePassword([FromForm] PasswordForm form, HttpContext context, ChangeAccount change, UsherDb db)
    {
        var outcome = await change.ChangePassword(db, form.CurrentPassword ?? "", form.NewPassword ?? "", context.Actor());
        return outcome.Problem is { } problem ? await Again(context, db, problem, "password") : Results.LocalRedirect(Path + "?password=changed");
    }

    private static async Task<IResult> CreateToken([FromForm] TokenForm form, HttpContext context, CreateToken create, UsherDb db)
    {
        var outcome = await create.Create(new(form.Name ?? "", form.Scopes ?? []), context.Actor());
        if (outcome.Problem is { } problem) return await Again(context, db, problem, "tokens");
        // Not by way of a redirect: the secret is in this answer and kept nowhere.
        return Page.Of<AccountPage>(new { View = await Look(context, db), Created = outcome.Value });
    }

    private static async Task<IResult> EndSignIn(SignInId id, HttpContext context, WriteDoor door)
    {
        var actor = context.Actor();
        await door.Write(db => db.End(actor.Id, id, actor.At, actor.From));
        return Results.LocalRedirect(Path + "#sign-ins");
    }

    private static async Task<IResult> Back(HttpContext context, Task<Outcome<Done>> act, string section) =>
        (await act).Match<IResult>(_ => Results.LocalRedirect($"{context.Request.PathBase}{Path}#{section}"), problem => problem.ToPage());

    private static async Task<IResult> Again(HttpContext context, UsherDb db, Problem problem, string section) =>
        Page.Of<AccountPage>(new { View = await Look(context, db), Problem = problem, Section = section }, problem.Status);

    private static async Task<AccountView> Look(HttpContext context, UsherDb db)
    {
        var (id, here) = (context.SignedIn()!.Id, context.SignedIn()!.SignIn);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().Now();
        var passkeys = await db.PasskeysOf(id);
        return new(
            await db.Accounts.AsNoTracking().FirstAsync(account => account.Id == id),
            [.. passkeys.Select(passkey => new PasskeyView(Base64Url.EncodeToString(passkey.CredentialId), passkey.Data.Name ?? "", passkey.Data.CreatedAt))],
            await db.TokensOf(id, null, 100),
            await db.SignInsOf(id, now - AccountsModule.CookieLifetime),
            here,
            await db.LoginsOf(id));
    }
}
