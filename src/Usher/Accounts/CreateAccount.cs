using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Somebody who shall be able to sign in.</summary>
/// <param name="Password">None for people who sign in by other means.</param>
public sealed record NewAccount(string Email, string FirstName, string LastName, SiteRole SiteRole, string? Password)
{
    // Nobody reads their password from a log line that happens to print the record.
    public override string ToString() => Email;
}

/// <summary>Makes an account.</summary>
public sealed class CreateAccount(WriteDoor door, IPasswordHasher<Account> passwords, TimeProvider time)
{
    /// <param name="from">The network address of whoever makes it.</param>
    public async Task<Outcome<Account>> Create(NewAccount wanted, AccountId? by, string? from = null)
    {
        if (AccountRules.ErrorsOf(wanted) is { } problem) return problem;
        var account = AccountOf(wanted, time.Now());
        // Outside the door: hashing is slow by design, and the writer serves everybody.
        if (wanted.Password is { } password) account.PasswordHash = passwords.HashPassword(account, password);
        var line = new AuditLine { At = account.CreatedAt, By = by?.ToString(), What = "account.created", On = account.Id.ToString(), From = from };
        try
        {
            return await door.Write<Outcome<Account>>(async db =>
            {
                if (await db.Accounts.AnyAsync(other => other.NormalizedEmail == account.NormalizedEmail)) return AccountProblems.Exists;
                db.AddRange(account, line);
                return account;
            });
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return AccountProblems.Exists;
        }
    }

    internal static Account AccountOf(NewAccount wanted, DateTimeOffset now)
    {
        var account = new Account
        {
            Id = AccountId.New(now),
            FirstName = wanted.FirstName.Trim(),
            LastName = wanted.LastName.Trim(),
            SiteRole = wanted.SiteRole,
            CreatedAt = now,
            // Identity asks for one. What ends with a change of password are the sign-ins themselves.
            SecurityStamp = "",
            LockoutEnabled = true,
        };
        account.SetAddress(EmailAddress.Parse(wanted.Email)!);
        return account;
    }
}
