using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Whom the site's policy lets invite, as the database knows them: the same as <see cref="InvitationRules.SiteAllows"/>.</summary>
internal static class AllowedInviters
{
    public static async Task<bool> SiteAllowsToInvite(this UsherDb db, InvitationSettings site, SignedIn who) =>
        InvitationRules.SiteAllows(site, who.Id, who.SiteRole, inNamedGroup: false)
        || (site.AllowedGroups.Count > 0 && await db.GroupMembers.AnyAsync(member => member.AccountId == who.Id && site.AllowedGroups.Contains(member.GroupId)));

    /// <summary>The accounts that may invite now, for the WHERE of what follows from it.</summary>
    public static IQueryable<Account> WhoMayInvite(this UsherDb db, InvitationSettings site)
    {
        var members = db.GroupMembers;
        var roles = Enum.GetValues<SiteRole>().Where(role => role >= site.AllowedUsers).ToArray();
        AccountId[] named = [.. site.AllowedAccounts];
        GroupId[] groups = [.. site.AllowedGroups];
        return db.Accounts.Where(account => account.DisabledAt == null
            && (roles.Contains(account.SiteRole) || named.Contains(account.Id)
                || members.Any(member => member.AccountId == account.Id && groups.Contains(member.GroupId))));
    }
}
