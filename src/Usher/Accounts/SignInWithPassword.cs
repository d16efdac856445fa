using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>
/// Judges an address and a password. Every try is counted before it is judged, and costs the same time and the same answer whether
/// there is such an account or not.
/// </summary>
public sealed class SignInWithPassword(WriteDoor door, IPasswordHasher<Account> passwords, TimeProvider time)
{
    private static readonly TimeSpan NetworksKnownFor = TimeSpan.FromDays(90);

    private readonly Lazy<string> nobodysHash = new(() => passwords.HashPassword(null!, TokenSecret.New()));

    /// <param name="network">Where tries are counted.</param>
    /// <param name="from">The address, for the audit.</param>
    public async Task<Outcome<SignIn>> SignIn(string email, string password, string browser, string network, string? from)
    {
        if (password.Length > AccountRules.PasswordLength) return AccountProblems.Refused;
        var counted = await CountTry(EmailAddress.Parse(email)?.Key ?? "", network, from);
        if (counted.Wait is { } wait) return AccountProblems.TooManyTries.After(wait);
        var account = counted.Account;
        var verdict = passwords.VerifyHashedPassword(account!, account?.PasswordHash ?? nobodysHash.Value, password);
        if (account?.PasswordHash is null || verdict == PasswordVerificationResult.Failed) return AccountProblems.Refused;
        var better = verdict == PasswordVerificationResult.SuccessRehashNeeded ? passwords.HashPassword(account, password) : account.PasswordHash;
        return await door.Write(db => Succeed(db, account, better, browser, network, from, time.Now()));
    }

    private async Task<Counted> CountTry(string key, string network, string? from)
    {
        try
        {
            return await door.Write(db => CountTry(db, key, network, from, time.Now()));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // The first try of this network, twice at once: now it is known.
            return await door.Write(db => CountTry(db, key, network, from, time.Now()));
        }
    }

    private static async Task<Counted> CountTry(UsherDb db, string key, string network, string? from, DateTimeOffset now)
    {
        var all = await db.HoldTries(network, SignInTries.Anybody, now);
        (all.Count, all.LastAt) = SignInRules.Left(all.Count, all.LastAt, now);
        if (all.Count >= SignInRules.NetworkTries) return new(null, all.LastAt + SignInRules.TryComesBackAfter - now);
        all.Count++;
        var account = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.NormalizedEmail == key);
        db.Add(new AuditLine { At = now, What = "sign-in.tried", On = account?.Id.ToString() ?? "unknown address", From = from });
        if (account is null or { DisabledAt: not null }) return Counted.Nobody;
        var own = await db.HoldTries(network, account.Id.ToString(), now);
        if (own.LastAt + SignInRules.PauseAfter(own.Count) > now) return Counted.Nobody;
        if (account.LockoutEnd > now && !await Knows(db, account.Id, network, now)) return Counted.Nobody;
        (own.Count, own.LastAt) = (own.Count + 1, now);
        var until = now + SignInRules.PauseOfStrangersAfter(account.AccessFailedCount + 1);
        await db.Accounts.Where(same => same.Id == account.Id).ExecuteUpdateAsync(set => set
            .SetProperty(same => same.AccessFailedCount, same => same.AccessFailedCount + 1)
            .SetProperty(same => same.LockoutEnd, until));
        return new(account, null);
    }

    /// <summary>Whether somebody signed in to this account from this network before: its owner's own places stay open to them.</summary>
    private static async Task<bool> Knows(UsherDb db, AccountId account, string network, DateTimeOffset now)
    {
        var places = await db.SignIns.Where(signIn => signIn.AccountId == account && signIn.At > now - NetworksKnownFor && signIn.From != null)
            .Select(signIn => signIn.From!).Distinct().OrderBy(from => from).Take(1000).ToListAsync();
        return places.Exists(place => Whence.NetworkOf(place) == network);
    }

    private static async Task<Outcome<SignIn>> Succeed(UsherDb db, Account account, string hash, string browser, string network, string? from, DateTimeOffset now)
    {
        // The password may have been changed, or the account disabled, while this one was being judged.
        var stands = await db.Accounts
            .Where(same => same.Id == account.Id && same.PasswordHash == account.PasswordHash && same.DisabledAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(same => same.AccessFailedCount, 0)
                .SetProperty(same => same.LockoutEnd, (DateTimeOffset?)null)
                .SetProperty(same => same.PasswordHash, hash));
        if (stands == 0) return AccountProblems.Refused;
        await db.ForgiveTries(account.Id, network);
        return db.Begin(account.Id, browser, from, now);
    }

    /// <param name="Account">The account, if it may be tried now.</param>
    /// <param name="Wait">How long the network has to wait, whatever it tries.</param>
    private sealed record Counted(Account? Account, TimeSpan? Wait)
    {
        public static readonly Counted Nobody = new(null, null);
    }
}
