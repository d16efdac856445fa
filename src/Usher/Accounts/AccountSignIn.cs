using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>
/// Who a request is from. The cookie and the token only point at a row: what the account is and may do is read anew for every
/// request, so that signing out, disabling and revoking work at once.
/// </summary>
internal static class AccountSignIn
{
    public const string LaunchScheme = "Launch";
    public const string LaunchCookie = "__Host-usher-launch";
    private const string SignInClaim = "sign-in";

    public static ClaimsPrincipal Principal(string scheme, SignedIn account, params IEnumerable<Claim> more) =>
        new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, account.Id.ToString()), new(ClaimTypes.Name, account.Name), .. RoleOf(account), .. more], scheme));

    // For pages to know which ways to show. What somebody may do is asked of the account itself.
    private static IEnumerable<Claim> RoleOf(SignedIn account) => account.SiteRole is SiteRole.Admin ? [new(ClaimTypes.Role, AdminSections.Role)] : [];

    /// <summary>Gives the browser its cookie for the frame of the learning platform that it was launched in.</summary>
    public static Task RememberLaunch(this HttpContext context, SignIn signIn)
    {
        context.ShowInFramesOf(signIn.FrameOrigins ?? "", signIn.Id.Value);
        var claims = new ClaimsIdentity([new(SignInClaim, signIn.Id.ToString())], LaunchScheme);
        return context.SignInAsync(LaunchScheme, new(claims), new() { IsPersistent = false });
    }

    /// <summary>Gives the browser its cookie.</summary>
    public static async Task Remember(this HttpContext context, SignIn signIn)
    {
        if (context.Request.Cookies.ContainsKey(LaunchCookie)) await context.SignOutAsync(LaunchScheme);
        var claims = new ClaimsIdentity([new(SignInClaim, signIn.Id.ToString())], IdentityConstants.ApplicationScheme);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new(claims), new() { IsPersistent = true });
    }

    /// <summary>The account of a cookie, while its sign-in lasts; with the principal that the rest of the framework sees.</summary>
    public static async Task<(SignedIn, ClaimsPrincipal)?> ByCookie(UsherDb db, VouchedSignIns vouched, ClaimsPrincipal cookie)
    {
        if (!SignInId.TryParse(cookie.FindFirstValue(SignInClaim), null, out var id)) return null;
        var found = await (
            from signIn in vouched(db)
            join account in db.Accounts on signIn.AccountId equals account.Id
            where signIn.Id == id && signIn.EndedAt == null && account.DisabledAt == null
            select new { account.Id, account.FirstName, account.LastName, account.Email, account.SiteRole, account.IsAnonymous, signIn.FrameOrigins }).FirstOrDefaultAsync();
        if (found is null) return null;
        // A launch is the platform's word, and no platform's word makes an admin.
        var siteRole = found.FrameOrigins is not null && found.SiteRole > SiteRole.Creator ? SiteRole.Creator : found.SiteRole;
        var signedIn = new SignedIn(found.Id, found.FirstName, found.LastName, found.Email ?? "", siteRole, null)
        {
            SignIn = id,
            IsAnonymous = found.IsAnonymous,
            FrameOrigins = found.FrameOrigins,
        };
        return (signedIn, Principal(IdentityConstants.ApplicationScheme, signedIn, new Claim(SignInClaim, id.ToString())));
    }

    /// <summary>The account of a personal token that has not been revoked.</summary>
    public static async Task<SignedIn?> ByToken(UsherDb db, string secret)
    {
        var hash = TokenSecret.Hash(secret);
        var found = await (
            from token in db.PersonalTokens
            join account in db.Accounts on token.AccountId equals account.Id
            where token.Hash == hash && token.RevokedAt == null && account.DisabledAt == null
            select new { Token = token.Id, token.Scopes, account.Id, account.FirstName, account.LastName, account.Email, account.SiteRole }).FirstOrDefaultAsync();
        return found is null
            ? null
            : new(found.Id, found.FirstName, found.LastName, found.Email ?? "", found.SiteRole, found.Scopes.Split(' ').ToHashSet(StringComparer.Ordinal)) { Token = found.Token };
    }
}
