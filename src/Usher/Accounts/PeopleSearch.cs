using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Which accounts an admin looks for, newest first.</summary>
/// <param name="Query">A part of a name or an address.</param>
/// <param name="Role">With this site role alone.</param>
/// <param name="Disabled">Those who are, or those who are not; null for both.</param>
/// <param name="Before">Made before this one.</param>
public sealed record PeopleSearch(string? Query, SiteRole? Role, bool? Disabled, AccountId? Before)
{
    public bool IsForAll => string.IsNullOrWhiteSpace(Query) && Role is null && Disabled is null;
}

internal static class FindPeople
{
    public static Task<List<Account>> PeopleFound(this UsherDb db, PeopleSearch search, int most, CancellationToken cancel = default)
    {
        var rows = db.Accounts.AsNoTracking();
        if (search.Before is { } before) rows = rows.Where(account => account.Id.CompareTo(before) < 0);
        if (search.Role is { } role) rows = rows.Where(account => account.SiteRole == role);
        if (search.Disabled is { } disabled) rows = rows.Where(account => account.DisabledAt != null == disabled);
        if (search.Query?.Trim() is { Length: > 0 } query)
            rows = rows.Holding(query, account => account.FirstName + " " + account.LastName, account => account.Email!);
        return rows.OrderByDescending(account => account.Id).Take(most).ToListAsync(cancel);
    }
}
