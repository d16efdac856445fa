using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>
/// Who a request is from. The cookie and the token only point at an account: what it is and may do is read anew for every
/// request, so that disabling it or changing its password works at once.
/// </summary>
internal static class AccountSignIn
{
    private const string StampClaim = "stamp";

    /// <summary>What the cookie holds: whose it is, and the account's security stamp as it was then.</summary>
    public static ClaimsPrincipal Principal(Account account) => Principal(
        IdentityConstants.ApplicationScheme, account.Id, account.Name, new Claim(StampClaim, account.SecurityStamp!));

    public static ClaimsPrincipal Principal(string scheme, AccountId id, string name, params IEnumerable<Claim> more) =>
        new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, id.ToString()), new(ClaimTypes.Name, name), .. more], scheme));

    public static Task SignIn(this HttpContext context, Account account) =>
        context.SignInAsync(IdentityConstants.ApplicationScheme, Principal(account), new() { IsPersistent = true });

    /// <summary>The account of a cookie, if the account is as it was when the cookie was made.</summary>
    public static async Task<SignedIn?> ByCookie(UsherDb db, ClaimsPrincipal cookie)
    {
        var stamp = cookie.FindFirstValue(StampClaim);
        if (stamp is null || !AccountId.TryParse(cookie.FindFirstValue(ClaimTypes.NameIdentifier), null, out var id)) return null;
        return await db.Accounts
            .Where(account => account.Id == id && account.SecurityStamp == stamp && account.DisabledAt == null)
            .Select(account => new SignedIn(account.Id, account.FirstName, account.LastName, account.Email!, account.SiteRole, null))
            .FirstOrDefaultAsync();
    }

    /// <summary>The account of a personal token that has not been revoked.</summary>
    public static async Task<SignedIn?> ByToken(UsherDb db, string secret)
    {
        var hash = TokenSecret.Hash(secret);
        var found = await (
            from token in db.PersonalTokens
            join account in db.Accounts on token.AccountId equals account.Id
            where token.Hash == hash && token.RevokedAt == null && account.DisabledAt == null
            select new { token.Scopes, account.Id, account.FirstName, account.LastName, account.Email, account.SiteRole }).FirstOrDefaultAsync();
        return found is null
            ? null
            : new(found.Id, found.FirstName, found.LastName, found.Email!, found.SiteRole, found.Scopes.Split(' ').ToHashSet(StringComparer.Ordinal));
    }
}
