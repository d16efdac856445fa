using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>What an admin changes about an account.</summary>
public sealed class EditAccount(WriteDoor door, IPasswordHasher<Account> passwords)
{
    public async Task<Outcome<Account>> Edit(AccountId id, UserChanges changes, Actor admin)
    {
        if (ErrorsOf(changes) is { } problem) return problem;
        var hash = changes.Password is { } password ? passwords.HashPassword(null!, password) : null;
        return await door.Write<Outcome<Account>>(async db =>
        {
            if (changes.SiteRole < SiteRole.Admin || changes.Disabled is true) await db.HoldAdmins();
            if (await db.Accounts.FirstOrDefaultAsync(account => account.Id == id) is not { } account) return CommonProblems.NotFound;
            var wasAdmin = IsActiveAdmin(account);
            Apply(changes, account, hash, admin.At);
            if (wasAdmin && !IsActiveAdmin(account) && !await db.OtherAdmins(id)) return Undone(db);
            if (hash is not null)
            {
                await db.ForgetTries(id);
                await db.VoidResets(id, admin.At);
            }
            if (hash is not null || account.DisabledAt is not null) await db.EndAllBut(id, null, admin.At);
            db.Add(admin.Did("account.edited", id, Summary(changes)));
            return account;
        });
    }

    private static Problem? ErrorsOf(UserChanges changes)
    {
        var errors = new FieldErrors();
        AccountRules.CheckNames(errors, changes.FirstName ?? "-", changes.LastName ?? "-");
        if (changes.Password is { } password) AccountRules.CheckPassword(errors, "password", password);
        return errors.Problem;
    }

    private static void Apply(UserChanges changes, Account account, string? hash, DateTimeOffset now)
    {
        account.FirstName = changes.FirstName?.Trim() ?? account.FirstName;
        account.LastName = changes.LastName?.Trim() ?? account.LastName;
        account.SiteRole = changes.SiteRole ?? account.SiteRole;
        if (changes.Disabled is { } disabled) account.DisabledAt = disabled ? account.DisabledAt ?? now : null;
        if (hash is not null) (account.PasswordHash, account.AccessFailedCount, account.LockoutEnd) = (hash, 0, null);
    }

    private static bool IsActiveAdmin(Account account) => account is { SiteRole: SiteRole.Admin, DisabledAt: null };

    // A site without an admin could not be given one again.
    private static Problem Undone(UsherDb db)
    {
        db.ChangeTracker.Clear();
        return AccountProblems.OnlyAdmin;
    }

    private static string Summary(UserChanges changes) => string.Join(", ", new[]
    {
        (changes.FirstName ?? changes.LastName) is not null ? "name" : null,
        changes.SiteRole is { } role ? $"site role {role}" : null,
        changes.Password is not null ? "password" : null,
        changes.Disabled switch { true => "disabled", false => "enabled", null => null },
    }.Where(part => part is not null));
}
