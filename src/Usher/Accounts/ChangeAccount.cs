using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>What people change about their own account.</summary>
public sealed class ChangeAccount(WriteDoor door, IPasswordHasher<Account> passwords)
{
    public async Task<Outcome<Done>> Rename(string firstName, string lastName, Actor actor)
    {
        var errors = new FieldErrors();
        AccountRules.CheckNames(errors, firstName, lastName);
        if (errors.Problem is { } problem) return problem;
        await door.Write(async db =>
        {
            await db.Accounts.Where(account => account.Id == actor.Id).ExecuteUpdateAsync(set => set
                .SetProperty(account => account.FirstName, firstName.Trim()).SetProperty(account => account.LastName, lastName.Trim()));
            db.Add(actor.Did("account.renamed", actor.Id));
        });
        return new Done();
    }

    /// <summary>Needs the password of now: somebody at an unattended browser cannot take the account over. Ends all other sign-ins.</summary>
    public async Task<Outcome<Done>> ChangePassword(UsherDb reading, string current, string wanted, Actor actor)
    {
        var errors = new FieldErrors();
        AccountRules.CheckPassword(errors, "newPassword", wanted);
        var account = await reading.Accounts.AsNoTracking().FirstAsync(account => account.Id == actor.Id);
        if (errors.Problem is null) errors.Require(IsPassword(account, current), "currentPassword", "This is not your password.");
        if (errors.Problem is { } problem) return problem;
        var hash = passwords.HashPassword(account, wanted);
        return await door.Write<Outcome<Done>>(async db =>
        {
            var changed = await db.Accounts.Where(same => same.Id == account.Id && same.PasswordHash == account.PasswordHash)
                .ExecuteUpdateAsync(set => set.SetProperty(same => same.PasswordHash, hash));
            if (changed == 0) return CommonProblems.Stale;
            await db.EndAllBut(actor.Id, actor.Account.SignIn, actor.At);
            await db.VoidResets(actor.Id, actor.At);
            db.Add(actor.Did("account.password-changed", actor.Id));
            return new Done();
        });
    }

    private bool IsPassword(Account account, string password) =>
        account.PasswordHash is { } hash && passwords.VerifyHashedPassword(account, hash, password) != PasswordVerificationResult.Failed;
}
