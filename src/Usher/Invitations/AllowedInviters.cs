using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Whom the site's policy lets invite, as the database knows them: the same as <see cref="InvitationRules.SiteAllows"/>.</summary>
internal static class AllowedInviters
{
    public static async Task<bool> SiteAllowsToInvite(this UsherDb db, InvitationSettings site, FoundRoom room, SignedIn who) =>
        InvitationRules.SiteAllows(site, who.Id, room.SiteRoleOf(who), inNamedGroup: false)
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

    /// <summary>Who leads a course, and so has the standing that <see cref="CourseStanding"/> derives in those of its rooms that are not private.</summary>
    public static IQueryable<CourseMember> CourseLeaders(this UsherDb db)
    {
        var accounts = db.Accounts;
        return db.CourseMembers.Where(member => member.Role == CourseRole.Host && member.LeftAt == null
            && accounts.Any(account => account.Id == member.AccountId && account.DisabledAt == null));
    }

    /// <summary>Those of them whom the site's policy lets invite there, as it would a creator.</summary>
    public static IQueryable<CourseMember> CourseLeadersWhoMayInvite(this UsherDb db, InvitationSettings site)
    {
        var allowed = SiteRole.Creator >= site.AllowedUsers;
        return db.CourseLeaders().Where(_ => allowed);
    }
}
