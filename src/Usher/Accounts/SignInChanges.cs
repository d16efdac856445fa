using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Sign-ins begin and end inside the unit of work of what causes it.</summary>
internal static class SignInChanges
{
    public static SignIn Begin(
        this UsherDb db, AccountId account, string browser, string? from, DateTimeOffset now, LtiRegistrationId? launchedFrom = null, string? frameOrigins = null, OpenIdProviderId? provider = null)
    {
        var signIn = new SignIn
        {
            Id = SignInId.New(now),
            AccountId = account,
            At = now,
            Browser = browser,
            From = from,
            LaunchedFrom = launchedFrom,
            FrameOrigins = frameOrigins,
            ProviderId = provider,
        };
        db.Add(signIn);
        db.Add(new AuditLine { At = now, By = account.ToString(), What = "sign-in.begun", On = signIn.Id.ToString(), From = from });
        return signIn;
    }

    /// <summary>Ends one; nothing happens if it is not theirs or has ended.</summary>
    /// <param name="from">The network address that it is ended from.</param>
    public static async Task<int> End(this UsherDb db, AccountId account, SignInId signIn, DateTimeOffset now, string? from = null)
    {
        var ended = await db.SignIns.Where(same => same.Id == signIn && same.AccountId == account && same.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(same => same.EndedAt, now));
        if (ended == 1) db.Add(new AuditLine { At = now, By = account.ToString(), What = "sign-in.ended", On = signIn.ToString(), From = from });
        return ended;
    }

    /// <summary>What has ended since an instant: nobody is signed in by it any more.</summary>
    public static async Task<EndedSignIns> SignInsEndedSince(this UsherDb db, DateTimeOffset since, CancellationToken cancel) => new(
        await db.SignIns.Where(signIn => signIn.EndedAt >= since).Select(signIn => signIn.Id).ToHashSetAsync(cancel),
        await db.PersonalTokens.Where(token => token.RevokedAt >= since).Select(token => token.Id).ToHashSetAsync(cancel),
        await db.Accounts.Where(account => account.DisabledAt >= since).Select(account => account.Id).ToHashSetAsync(cancel));

    public static Task<int> EndAllBut(this UsherDb db, AccountId account, SignInId? kept, DateTimeOffset now) => db.SignIns
        .Where(same => same.AccountId == account && same.Id != kept && same.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(same => same.EndedAt, now));
}

/// <summary>Sign-ins that were ended, personal tokens that were revoked, and accounts that were disabled.</summary>
internal sealed record EndedSignIns(IReadOnlySet<SignInId> SignIns, IReadOnlySet<PersonalTokenId> Tokens, IReadOnlySet<AccountId> Accounts)
{
    public bool None => SignIns.Count + Tokens.Count + Accounts.Count == 0;

    public bool Include(SignedIn account) =>
        Accounts.Contains(account.Id)
        || (account.SignIn is { } signIn && SignIns.Contains(signIn))
        || (account.Token is { } token && Tokens.Contains(token));
}
