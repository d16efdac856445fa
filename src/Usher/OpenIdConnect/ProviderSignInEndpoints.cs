using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.OpenIdConnect;

internal sealed record LeavingForm
{
    /// <summary>Where to go on to afterwards; a path of this site.</summary>
    public string? Return { get; init; }
}

/// <summary>
/// To a provider and back. It begins with a form of this site's own, so that nobody is led into somebody else's account by a link; and
/// the answer is taken from the browser alone that set out (OpenID Connect Core §3.1, RFC 9700).
/// </summary>
internal static partial class ProviderSignInEndpoints
{
    public static void MapProviderSignIn(this IEndpointRouteBuilder pages)
    {
        var one = pages.MapGroup("/sign-in/with/{key}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry);
        one.MapPost("", Leave);
        // Where a tab stands that is loaded again.
        one.MapGet("", () => Results.LocalRedirect("/sign-in"));
        one.MapGet("/back", Arrive);
    }

    private static async Task<IResult> Leave(string key, [FromForm] LeavingForm form, HttpContext context, UsherDb db, ProviderClients clients, ILogger<SignInWithProvider> log)
    {
        var onTo = LocalPath.Or(form.Return, SignInEndpoints.Start);
        if (await Find(db, key, context.RequestAborted) is not { } provider) return Refused(OpenIdProblems.Off, onTo);
        try
        {
            await (await clients.Handler(provider, context)).ChallengeAsync(new() { RedirectUri = onTo });
        }
        catch (Exception fault) when ((ProviderClients.IsUnreachable(fault) || fault is OpenIdConnectProtocolException) && !context.RequestAborted.IsCancellationRequested)
        {
            NotReached(log, provider.Key, fault);
            return Refused(OpenIdProblems.Unreachable, onTo);
        }
        // A page that goes on, and not a redirect: what a form may lead to is this site alone, also by way of redirects.
        var there = context.Response.Headers.Location.ToString();
        context.Response.Headers.Remove("Location");
        context.Response.Headers["Refresh"] = $"0;url={there}";
        return Page.Of<LeavingPage>(new { provider.Name, There = there });
    }

    private static async Task<IResult> Arrive(string key, HttpContext context, UsherDb db, ProviderClients clients, SignInWithProvider signIn, ILogger<SignInWithProvider> log)
    {
        if (await Find(db, key, context.RequestAborted) is not { } provider) return Refused(OpenIdProblems.Off, SignInEndpoints.Start);
        try
        {
            await (await clients.Handler(provider, context)).HandleRequestAsync();
        }
        catch (IOException fault)
        {
            NotReached(log, provider.Key, fault);
            return Refused(OpenIdProblems.Unreachable, SignInEndpoints.Start);
        }
        var answer = context.Answer() ?? new(null, OpenIdProblems.BadAnswer, new InvalidDataException("It is no answer."), null);
        var onTo = LocalPath.Or(answer.OnTo, SignInEndpoints.Start);
        if (answer.Who is not { } who)
        {
            if (answer.Fault is { } fault) NotTaken(log, provider.Key, fault);
            return Refused(answer.Problem!, onTo);
        }
        var outcome = await signIn.SignIn(provider.Id, who, BrowserName.Whole(context.Request), context.From());
        if (outcome.Problem is { } problem) return Refused(problem, onTo);
        await context.Remember(outcome.Value);
        return Results.LocalRedirect(onTo);
    }

    private static Task<OpenIdProvider?> Find(UsherDb db, string key, CancellationToken cancel) =>
        db.OpenIdProviders.AsNoTracking().FirstOrDefaultAsync(one => one.Key == key && one.DisabledAt == null, cancel);

    // Here and not by a redirect, for where they were going may be an invitation, whose address is not for logs.
    private static IResult Refused(Problem problem, string onTo) => Page.Of<SignInPage>(new { Return = onTo, Problem = problem }, problem.Status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The OpenID Provider {Provider} could not be reached.")]
    private static partial void NotReached(ILogger log, string provider, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An answer of the OpenID Provider {Provider} was not taken.")]
    private static partial void NotTaken(ILogger log, string provider, Exception fault);
}
