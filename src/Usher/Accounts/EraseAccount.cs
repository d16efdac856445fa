using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Takes everything that belongs to an account alone, within the unit of work that erases its person.</summary>
internal static class EraseAccount
{
    /// <summary>Nobody gets in by it any more: every way in ends, and who is in by it is seen to be out.</summary>
    public static async Task Close(this UsherDb db, AccountId id, DateTimeOffset now)
    {
        await db.Accounts.Where(account => account.Id == id && account.DisabledAt == null).ExecuteUpdateAsync(set => set.SetProperty(account => account.DisabledAt, now));
        await db.EndAllBut(id, null, now);
        await db.VoidResets(id, now);
    }

    public static async Task EmptyAccount(this UsherDb db, AccountId id)
    {
        await db.SignIns.Where(one => one.AccountId == id).ExecuteDeleteAsync();
        await db.PersonalTokens.Where(one => one.AccountId == id).ExecuteDeleteAsync();
        await db.PasswordResets.Where(one => one.AccountId == id).ExecuteDeleteAsync();
        await db.ForgetTries(id);
        await db.Passkeys.Where(one => one.UserId == id).ExecuteDeleteAsync();
        await db.Set<IdentityUserLogin<AccountId>>().Where(one => one.UserId == id).ExecuteDeleteAsync();
        await db.Set<IdentityUserToken<AccountId>>().Where(one => one.UserId == id).ExecuteDeleteAsync();
        await db.Set<IdentityUserClaim<AccountId>>().Where(one => one.UserId == id).ExecuteDeleteAsync();
        await db.GroupMembers.Where(one => one.AccountId == id).ExecuteDeleteAsync();
    }

    /// <summary>The account itself, emptied before. One that others' facts refer to stays, as a number that nobody can sign in to.</summary>
    public static async Task DeleteAccount(this UsherDb db, AccountId id, bool needed, string name, DateTimeOffset now)
    {
        var row = db.Accounts.Where(account => account.Id == id);
        if (!needed)
        {
            await row.ExecuteDeleteAsync();
            return;
        }
        await row.ExecuteUpdateAsync(set => set
            .SetProperty(account => account.FirstName, name).SetProperty(account => account.LastName, "").SetProperty(account => account.SiteRole, SiteRole.Member)
            .SetProperty(account => account.Email, (string?)null).SetProperty(account => account.NormalizedEmail, (string?)null).SetProperty(account => account.EmailConfirmed, false)
            .SetProperty(account => account.UserName, (string?)null).SetProperty(account => account.NormalizedUserName, (string?)null)
            .SetProperty(account => account.PhoneNumber, (string?)null).SetProperty(account => account.PasswordHash, (string?)null)
            .SetProperty(account => account.SecurityStamp, "").SetProperty(account => account.DisabledAt, account => account.DisabledAt ?? now));
    }
}
