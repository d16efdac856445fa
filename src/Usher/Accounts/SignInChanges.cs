using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Sign-ins begin and end inside the unit of work of what causes it.</summary>
internal static class SignInChanges
{
    public static SignIn Begin(
        this UsherDb db, AccountId account, string browser, string? from, DateTimeOffset now, LtiRegistrationId? launchedFrom = null, string? frameOrigins = null)
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
        };
        db.Add(signIn);
        db.Add(new AuditLine { At = now, By = account.ToString(), What = "sign-in.begun", On = signIn.Id.ToString(), From = from });
        return signIn;
    }

    /// <summary>Ends one; nothing happens if it is not theirs or has ended.</summary>
    public static Task<int> End(this UsherDb db, AccountId account, SignInId signIn, DateTimeOffset now) => db.SignIns
        .Where(same => same.Id == signIn && same.AccountId == account && same.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(same => same.EndedAt, now));

    public static Task<int> EndAllBut(this UsherDb db, AccountId account, SignInId? kept, DateTimeOffset now) => db.SignIns
        .Where(same => same.AccountId == account && same.Id != kept && same.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(same => same.EndedAt, now));
}
