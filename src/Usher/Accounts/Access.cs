using Usher.Web;

namespace Usher.Accounts;

/// <summary>Who may call an endpoint at all. What they may do to a certain room is for the use case to say.</summary>
/// <param name="ByToken">Whether a personal token will do.</param>
/// <param name="Scope">What the token needs; null for any.</param>
/// <param name="Least">The least site role.</param>
/// <param name="ByLaunch">Whether somebody who came from their learning platform may: not to what outlasts the launch, such as passwords and tokens.</param>
internal sealed record Access(bool ByToken, string? Scope, SiteRole Least, bool ByLaunch = true)
{
    public Problem? Refuse(SignedIn? account) => account switch
    {
        null => CommonProblems.SignInNeeded,
        { Scopes: not null } when !ByToken => AccountProblems.CookieNeeded,
        { FrameOrigins: not null } when !ByLaunch => AccountProblems.OwnSignInNeeded,
        _ when Scope is not null && !account.MayUse(Scope) => AccountProblems.ScopeMissing,
        _ when account.SiteRole < Least => CommonProblems.Forbidden,
        _ => null,
    };
}

/// <summary>How endpoints say who may call them. One that says nothing must say <c>AllowAnonymous</c>: a test holds them to it.</summary>
public static class EndpointAccess
{
    /// <summary>Somebody signed in by cookie: for pages, and for what a program should not do on its own.</summary>
    public static TBuilder RequireSignedIn<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(ByToken: false, Scope: null, SiteRole.Member));

    /// <summary>Somebody who signed in here by cookie: a launch from a learning platform will not do.</summary>
    public static TBuilder RequireOwnSignIn<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(ByToken: false, Scope: null, SiteRole.Member, ByLaunch: false));

    /// <summary>An admin of the site, signed in by cookie: for the pages of the administration.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(ByToken: false, Scope: null, SiteRole.Admin, ByLaunch: false));

    /// <summary>Somebody signed in, by cookie or with a personal token of this scope; null for any scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder route, string? scope) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(ByToken: true, scope, scope == Scopes.Admin ? SiteRole.Admin : SiteRole.Member));
}

/// <summary>Turns away who may not, before anything of the request is read.</summary>
internal sealed class AccessGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Access>()?.Refuse(context.SignedIn()) is not { } refusal) return next(context);
        var request = context.Request;
        if (refusal != CommonProblems.SignInNeeded) return Refusals.Write(context, refusal);
        // A token that was sent and is not good deserves to be told apart from none.
        if (BearerToken.IsIn(request)) return Refusals.Write(context, AccountProblems.TokenRefused);
        if (request.IsApi() || !HttpMethods.IsGet(request.Method)) return Refusals.Write(context, refusal);
        context.Response.Redirect($"/sign-in{QueryString.Create("return", request.Path + request.QueryString)}");
        return Task.CompletedTask;
    }
}
