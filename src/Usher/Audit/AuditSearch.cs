using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Audit;

/// <summary>Which lines of the audit somebody looks for, newest first. What is null or empty is not asked.</summary>
/// <param name="Who">An account's address or id, or what stands in its place.</param>
/// <param name="What">An act, such as <c>room.created</c>, or the beginning of one that ends with a dot.</param>
/// <param name="On">The id of the thing, whole.</param>
/// <param name="From">The network address, whole.</param>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
public sealed record AuditSearch(string? Who, string? What, string? On, string? From, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public bool IsForAll => string.IsNullOrWhiteSpace(Who + What + On + From) && Since is null && Until is null;
}

/// <summary>The place of a line in the order of the audit: by time, and then by number.</summary>
/// <remarks>Acts of one instant have numbers, and two nodes need not number in the order of their clocks: only both together order.</remarks>
internal readonly record struct AuditPlace(DateTimeOffset At, long Id)
{
    public static AuditPlace? Parse(string? text)
    {
        if (text?.Split('_') is not [var at, var id]) return null;
        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > 253_402_300_799_999) return null;
        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), number) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}_{Id}");
}

/// <summary>A line as pages, calls and files show it.</summary>
/// <param name="By">Who acted: an account's id, or what stands in its place; absent for somebody without one.</param>
/// <param name="Name">The account's name now, while there is one.</param>
/// <param name="What">A verb in the past, with its thing.</param>
/// <param name="On">The id of the thing.</param>
/// <param name="From">The network address.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string? By, string? Name, string? Email, string What, string On, string Detail, string? From);

internal static class FindAudit
{
    /// <summary>The lines found, from the place on; every filter has an index that is in this order.</summary>
    public static async Task<IQueryable<AuditLine>> AuditFound(this UsherDb db, AuditSearch search, AuditPlace? before, CancellationToken cancel)
    {
        var lines = db.Set<AuditLine>().AsNoTracking();
        if (search.Who?.Trim() is { Length: > 0 } who)
        {
            var by = await db.Named(who, cancel);
            lines = lines.Where(line => line.By == by);
        }
        if (search.What?.Trim() is { Length: > 0 } what)
            lines = what.EndsWith('.') ? lines.Where(line => line.What.StartsWith(what)) : lines.Where(line => line.What == what);
        if (search.On?.Trim() is { Length: > 0 } on) lines = lines.Where(line => line.On == on);
        if (search.From?.Trim() is { Length: > 0 } from) lines = lines.Where(line => line.From == from);
        if (search.Since is { } since) lines = lines.Where(line => line.At >= since);
        if (search.Until is { } until) lines = lines.Where(line => line.At < until);
        if (before is { } place) lines = lines.After(place);
        return lines.OrderByDescending(line => line.At).ThenByDescending(line => line.Id);
    }

    /// <summary>Those further on in the order of the audit.</summary>
    public static IQueryable<AuditLine> After(this IQueryable<AuditLine> lines, AuditPlace place) =>
        lines.Where(line => line.At <= place.At && (line.At < place.At || line.Id < place.Id));

    /// <summary>With the names of those who acted.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> WithNames(this UsherDb db, IReadOnlyList<AuditLine> lines, CancellationToken cancel)
    {
        var ids = lines.Select(line => AccountId.TryParse(line.By, null, out var id) ? id : (AccountId?)null).OfType<AccountId>().Distinct().ToList();
        var people = await db.Accounts.AsNoTracking().Where(account => ids.Contains(account.Id))
            .Select(account => new { account.Id, account.FirstName, account.LastName, account.Email }).ToDictionaryAsync(account => account.Id.ToString(), cancel);
        return
        [
            .. lines.Select(line => people.GetValueOrDefault(line.By ?? "") is { } person
                ? new AuditEntry(line.Id, line.At, line.By, $"{person.FirstName} {person.LastName}", person.Email, line.What, line.On, line.Detail, line.From)
                : new AuditEntry(line.Id, line.At, line.By, null, null, line.What, line.On, line.Detail, line.From)),
        ];
    }

    private static async Task<string> Named(this UsherDb db, string who, CancellationToken cancel)
    {
        if (EmailAddress.Parse(who)?.Key is not { } key) return who;
        var id = await db.Accounts.Where(account => account.NormalizedEmail == key).Select(account => (AccountId?)account.Id).FirstOrDefaultAsync(cancel);
        return id?.ToString() ?? who;
    }
}
