using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <param name="Email">The account's address.</param>
internal sealed record SignInForm(string? Email, string? Password, string? Return);

/// <summary>The sign-in page, and the way out.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", (HttpContext context) => Results.LocalRedirect(context.SignedIn() is null ? "/sign-in" : Start)).AllowAnonymous();
        pages.MapGet("/sign-in", Show).AllowAnonymous();
        pages.MapPost("/sign-in", SignIn).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        pages.MapPost("/sign-out", SignOut).AllowAnonymous();
    }

    public const string Start = "/rooms";

    private static IResult Show(HttpContext context, [FromQuery(Name = "return")] string? onTo, string? password, ForgottenPassword forgotten) => context.SignedIn() is null
        ? Page.Of<SignInPage>(new { Return = LocalPath.Or(onTo, Start), forgotten.CanHelp, PasswordSet = password == "set" })
        : Results.LocalRedirect(LocalPath.Or(onTo, Start));

    private static async Task<IResult> SignIn([FromForm] SignInForm form, HttpContext context, SignInWithPassword signIn, ForgottenPassword forgotten)
    {
        var onTo = LocalPath.Or(form.Return, Start);
        var outcome = await signIn.SignIn(form.Email ?? "", form.Password ?? "", BrowserName.Whole(context.Request), context.Network(), context.From());
        if (outcome.Problem is { } problem)
        {
            context.Response.SetRetryAfter(problem);
            return Page.Of<SignInPage>(new { Return = onTo, form.Email, Problem = problem, forgotten.CanHelp }, problem.RetryAfter is null ? StatusCodes.Status422UnprocessableEntity : problem.Status);
        }
        await context.Remember(outcome.Value);
        return Results.LocalRedirect(onTo);
    }

    private static async Task<IResult> SignOut(HttpContext context, WriteDoor door, TimeProvider time)
    {
        var onTo = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["return"].ToString() : null;
        await context.EndSignIn(door, time);
        return Results.LocalRedirect(LocalPath.Or(onTo, "/sign-in"));
    }

    /// <summary>Ends the sign-in that makes this request, here and in any copy of its cookie.</summary>
    public static async Task EndSignIn(this HttpContext context, WriteDoor door, TimeProvider time)
    {
        if (context.SignedIn() is { SignIn: { } signIn } account) await door.Write(db => db.End(account.Id, signIn, time.Now(), context.From()));
        await context.SignOutAsync(context.SignedIn()?.FrameOrigins is null ? IdentityConstants.ApplicationScheme : AccountSignIn.LaunchScheme);
    }
}
