using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>
/// Judges an address and a password. Every try is counted before it is judged, so that a thousand at once are not a thousand
/// guesses, and costs the same time and the same answer whether there is such an account or not.
/// </summary>
public sealed class SignInWithPassword(WriteDoor door, IPasswordHasher<Account> passwords, TimeProvider time)
{
    private readonly Lazy<string> nobodysHash = new(() => passwords.HashPassword(null!, TokenSecret.New()));

    public async Task<Outcome<SignIn>> SignIn(string email, string password, string browser, string? from)
    {
        if (password.Length > AccountRules.PasswordLength) return AccountProblems.Refused;
        var key = EmailAddress.Parse(email)?.Key ?? "";
        var account = await door.Write(db => CountTry(db, key, from, time.Now()));
        var verdict = passwords.VerifyHashedPassword(account!, account?.PasswordHash ?? nobodysHash.Value, password);
        if (account?.PasswordHash is null || verdict == PasswordVerificationResult.Failed) return AccountProblems.Refused;
        var better = verdict == PasswordVerificationResult.SuccessRehashNeeded ? passwords.HashPassword(account, password) : account.PasswordHash;
        return await door.Write(db => Succeed(db, account, better, browser, from, time.Now()));
    }

    /// <summary>The account, if it may be tried now.</summary>
    private static async Task<Account?> CountTry(UsherDb db, string key, string? from, DateTimeOffset now)
    {
        var account = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.NormalizedEmail == key);
        db.Add(new AuditLine { At = now, What = "sign-in.tried", On = account?.Id.ToString() ?? "unknown address", From = from });
        if (account is null or { DisabledAt: not null } || account.LockoutEnd > now) return null;
        var tries = account.AccessFailedCount + 1;
        DateTimeOffset? until = SignInRules.PauseAfter(tries) is { } pause ? now + pause : null;
        // Another try may have been counted since the account was read; this one is then not judged.
        var counted = await db.Accounts
            .Where(same => same.Id == account.Id && same.AccessFailedCount == account.AccessFailedCount && same.DisabledAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(same => same.AccessFailedCount, tries).SetProperty(same => same.LockoutEnd, until));
        return counted == 1 ? account : null;
    }

    private static async Task<Outcome<SignIn>> Succeed(UsherDb db, Account account, string hash, string browser, string? from, DateTimeOffset now)
    {
        // The password may have been changed, or the account disabled, while this one was being judged.
        var stands = await db.Accounts
            .Where(same => same.Id == account.Id && same.PasswordHash == account.PasswordHash && same.DisabledAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(same => same.AccessFailedCount, 0)
                .SetProperty(same => same.LockoutEnd, (DateTimeOffset?)null)
                .SetProperty(same => same.PasswordHash, hash));
        return stands == 1 ? db.Begin(account.Id, browser, from, now) : AccountProblems.Refused;
    }
}
