using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>The site's active admins, inside the unit of work that may make them fewer: a site without one could not be given one again.</summary>
internal static class Admins
{
    /// <summary>Takes the rows' locks until the end of the unit: two admins who demote each other at once are judged one after the other.</summary>
    public static Task<int> HoldAdmins(this UsherDb db) => db.Accounts
        .Where(account => account.SiteRole == SiteRole.Admin && account.DisabledAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(account => account.SiteRole, account => account.SiteRole));

    public static Task<bool> OtherAdmins(this UsherDb db, AccountId but) =>
        db.Accounts.AnyAsync(other => other.Id != but && other.SiteRole == SiteRole.Admin && other.DisabledAt == null);
}
