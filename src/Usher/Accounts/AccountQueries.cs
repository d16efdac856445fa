using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>What pages and calls show of accounts.</summary>
internal static class AccountQueries
{
    /// <summary>The tokens that still work, newest first.</summary>
    public static Task<List<PersonalToken>> TokensOf(this UsherDb db, AccountId account, PersonalTokenId? after, int most) => db.PersonalTokens
        .Where(token => token.AccountId == account && token.RevokedAt == null)
        .Where(token => after == null || token.Id.CompareTo(after.Value) < 0)
        .OrderByDescending(token => token.Id)
        .Take(most)
        .AsNoTracking()
        .ToListAsync();

    public static Task<List<IdentityUserPasskey<AccountId>>> PasskeysOf(this UsherDb db, AccountId account) =>
        db.Passkeys.Where(passkey => passkey.UserId == account).AsNoTracking().ToListAsync();

    /// <summary>The browsers in which somebody is signed in, newest first.</summary>
    public static Task<List<SignIn>> SignInsOf(this UsherDb db, AccountId account, DateTimeOffset since) => db.SignIns
        .Where(signIn => signIn.AccountId == account && signIn.EndedAt == null && signIn.At > since)
        .OrderByDescending(signIn => signIn.At)
        .Take(50)
        .AsNoTracking()
        .ToListAsync();
}
