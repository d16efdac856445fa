using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Signs a program in by <c>Authorization: Bearer usher_pat_…</c>.</summary>
internal sealed class BearerToken(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, IDbContextFactory<UsherDb> databases)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "PersonalToken";
    private const string Bearer = "Bearer ";

    public static bool IsIn(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var secret = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        if (!secret.StartsWith(TokenSecret.Prefix, StringComparison.Ordinal)) return AuthenticateResult.Fail("Not a personal token.");
        await using var db = await databases.CreateDbContextAsync(Context.RequestAborted);
        if (await AccountSignIn.ByToken(db, secret) is not { } account) return AuthenticateResult.Fail("Unknown, revoked or disabled.");
        Context.SetSignedIn(account);
        return AuthenticateResult.Success(new(AccountSignIn.Principal(Scheme.Name, account), Scheme.Name));
    }
}
