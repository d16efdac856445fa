using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

internal sealed record ForgottenForm(string? Email);

internal sealed record NewPasswordForm(string? Password);

/// <summary>Whose password is forgotten.</summary>
/// <param name="Email">The account's address.</param>
public sealed record ForgottenBody(string Email)
{
    public override string ToString() => nameof(ForgottenBody);
}

/// <summary>A new password, with what allows it.</summary>
/// <param name="Token">From the mailed link.</param>
/// <param name="Password">8 to 200 characters.</param>
public sealed record NewPasswordBody(string Token, string Password)
{
    public override string ToString() => nameof(NewPasswordBody);
}

/// <summary>A forgotten password: asking for the mail, and setting a new one by its link. Loading either page changes nothing.</summary>
internal static class PasswordPages
{
    public const string Forgotten = "/forgotten";

    /// <summary>Where a link leads; what follows is never logged.</summary>
    public static string PathOf(string token) => $"/password/{token}";

    public static void MapForgottenPassword(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        // Where no mail leaves, nobody can be helped this way: the pages and calls are not there.
        if (!pages.ServiceProvider.GetRequiredService<ForgottenPassword>().CanHelp) return;
        pages.MapGet(Forgotten, () => Page.Of<ForgottenPage>()).AllowAnonymous();
        pages.MapPost(Forgotten, Ask).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        pages.MapGet("/password/{token}", Show).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        pages.MapPost("/password/{token}", Set).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);

        var open = api.MapGroup("/sign-in").WithTags("Account").AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        open.MapPost("/forgotten", AskByCall).WithSummary("Mails a link to set a new password, if there is such an account. Everybody is answered alike.");
        open.MapPost("/new-password", SetByCall).Refuses(410, 422).WithSummary("Sets a new password by a mailed link, once. Ends every sign-in of the account.");
    }

    private static async Task<IResult> Ask([FromForm] ForgottenForm form, HttpContext context, ForgottenPassword forgotten)
    {
        await forgotten.Ask(form.Email ?? "", context.From());
        return Page.Of<ForgottenPage>(new { Asked = true });
    }

    private static async Task<IResult> Show(string token, UsherDb db, TimeProvider time)
    {
        var hash = Secret.Hash(token);
        return await db.LiveResets(time.Now()).AnyAsync(reset => reset.Hash == hash)
            ? Page.Of<NewPasswordPage>()
            : Page.Of<NewPasswordPage>(new { Problem = AccountProblems.ResetGone }, AccountProblems.ResetGone.Status);
    }

    private static async Task<IResult> Set(string token, [FromForm] NewPasswordForm form, HttpContext context, ForgottenPassword forgotten) =>
        (await forgotten.Set(token, form.Password ?? "", context.From())).Problem is { } problem
            ? Page.Of<NewPasswordPage>(new { Problem = problem }, problem.Status)
            : Results.LocalRedirect("/sign-in?password=set");

    private static async Task<NoContent> AskByCall(ForgottenBody body, HttpContext context, ForgottenPassword forgotten)
    {
        await forgotten.Ask(body.Email, context.From());
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, Refused>> SetByCall(NewPasswordBody body, HttpContext context, ForgottenPassword forgotten) =>
        (await forgotten.Set(body.Token, body.Password, context.From())).Problem is { } problem ? problem.ToResult() : TypedResults.NoContent();
}
