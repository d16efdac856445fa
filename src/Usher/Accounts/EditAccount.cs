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
            if (changes.SiteRole < SiteRole.Admin || changes.Disabled is true) await HoldAdmins(db);
            if (await db.Accounts.FirstOrDefaultAsync(account => account.Id == id) is not { } account) return CommonProblems.NotFound;
            var wasAdmin = IsActiveAdmin(account);
            Apply(changes, account, hash, admin.At);
            if (wasAdmin && !IsActiveAdmin(account) && !await OtherAdmins(db, id)) return Undone(db);
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

    // Takes the rows' locks until the end of the unit: two admins who demote each other at once are judged one after the other.
    private static Task<int> HoldAdmins(UsherDb db) => db.Accounts
        .Where(account => account.SiteRole == SiteRole.Admin && account.DisabledAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(account => account.SiteRole, account => account.SiteRole));

    private static Task<bool> OtherAdmins(UsherDb db, AccountId but) =>
        db.Accounts.AnyAsync(other => other.Id != but && other.SiteRole == SiteRole.Admin && other.DisabledAt == null);

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
