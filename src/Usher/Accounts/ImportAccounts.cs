using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>What becomes of one row of an import.</summary>
public enum ImportVerdict
{
    /// <summary>There is no such account: one is made.</summary>
    New,

    /// <summary>There is an account with this address; it stays as it is.</summary>
    Exists,

    /// <summary>An earlier row has this address.</summary>
    Twice,

    /// <summary>Something is wrong with it.</summary>
    Wrong,
}

/// <summary>A row of a list of people, as it was typed.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Role">As it was written; empty for a member.</param>
/// <param name="Groups">As they were written: names with semicolons between them.</param>
public sealed record ImportRow(int Line, string Email, string FirstName, string LastName, string Role = "", string Groups = "")
{
    /// <summary>Each once, whatever its case.</summary>
    internal IReadOnlyList<string> GroupNames { get; } =
        [.. Groups.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).DistinctBy(Group.KeyOf)];
}

/// <summary>What became of a row of a list of people, or would.</summary>
/// <param name="Groups">The names of the groups that it is put into; those that there are not, as they were written.</param>
/// <param name="Errors">What is wrong with each field; with the first of the groups, in <c>groups[0]</c>.</param>
public sealed record ImportedRow(
    int Line, string Email, string FirstName, string LastName, SiteRole? SiteRole, IReadOnlyList<string> Groups, ImportVerdict Verdict, IReadOnlyDictionary<string, string>? Errors);

/// <summary>
/// Makes accounts from a list. Each row is judged by itself, so that a wrong one keeps none of the others back, and the same list
/// sent again makes nothing twice. Groups are named, not made: a slip of the pen would be one.
/// </summary>
public sealed class ImportAccounts(WriteDoor door)
{
    public const int Most = 5000;
    public const int MostGroups = 20;
    private const int AtOnce = 200;

    /// <summary>What would become of each row, changing nothing.</summary>
    public static async Task<IReadOnlyList<ImportedRow>> Preview(UsherDb db, IReadOnlyList<ImportRow> rows, CancellationToken cancel = default)
    {
        var judged = new List<ImportedRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in rows.Chunk(AtOnce))
        {
            var known = await Known.For(part, db, cancel);
            judged.AddRange(part.Select(row => Judge(row, known, seen)));
        }
        return judged;
    }

    /// <summary>Makes the accounts of those rows that are new; the verdicts are those of the moment of writing.</summary>
    public async Task<IReadOnlyList<ImportedRow>> Import(IReadOnlyList<ImportRow> rows, Actor admin)
    {
        var all = new List<ImportedRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in rows.Chunk(AtOnce)) all.AddRange(await ImportPart(part, seen, admin));
        return all;
    }

    private async Task<IReadOnlyList<ImportedRow>> ImportPart(ImportRow[] part, HashSet<string> seen, Actor admin)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                // Kept apart until it is durable: a unit may run again.
                var (judged, keys) = await door.Write(async db =>
                {
                    var keys = new HashSet<string>(seen, StringComparer.Ordinal);
                    var known = await Known.For(part, db);
                    var judged = part.Select(row => Judge(row, known, keys)).ToList();
                    foreach (var row in judged.Where(row => row.Verdict is ImportVerdict.New)) Make(row, known, db, admin);
                    return (judged, keys);
                });
                seen.UnionWith(keys);
                return judged;
            }
            catch (DbUpdateException fault) when ((fault.IsDuplicate() || fault.IsOrphan()) && tries < 3)
            {
                // Somebody made one of these in the same moment, or deleted one of the groups; seen again, that row exists, or is wrong.
            }
        }
    }

    private static void Make(ImportedRow row, Known known, UsherDb db, Actor admin)
    {
        var account = CreateAccount.AccountOf(new(row.Email, row.FirstName, row.LastName, row.SiteRole!.Value, null), admin.At);
        db.Add(account);
        db.Add(admin.Did("account.created", account.Id, "Imported."));
        foreach (var name in row.Groups)
        {
            var group = known.Groups[Group.KeyOf(name)].Id;
            db.Add(new GroupMember { GroupId = group, AccountId = account.Id, AddedAt = admin.At });
            db.Add(admin.Did("group.member-added", group, account.Id.ToString()));
        }
    }

    private static ImportedRow Judge(ImportRow row, Known known, HashSet<string> seen)
    {
        var role = row.Role.Trim().Length == 0 ? SiteRole.Member : AccountWords.RoleOf(row.Role.Trim());
        var errors = new FieldErrors();
        var wrong = AccountRules.ErrorsOf(new(row.Email, row.FirstName, row.LastName, SiteRole.Member, null));
        foreach (var (field, sentence) in wrong?.Errors ?? new Dictionary<string, string>()) errors.Add(field, sentence);
        errors.Require(role is not null, "role", "A role is member, creator or admin.");
        errors.Require(row.GroupNames.Count <= MostGroups, "groups", $"Up to {MostGroups} groups can be named.");
        var groups = row.GroupNames.Take(MostGroups).ToList();
        foreach (var (place, name) in groups.Index()) errors.Require(known.Groups.ContainsKey(Group.KeyOf(name)), $"groups[{place}]", GroupProblems.Unknown.Sentence);
        var key = EmailAddress.Parse(row.Email)?.Key ?? "";
        var verdict = errors.Problem is not null ? ImportVerdict.Wrong
            : known.Addresses.Contains(key) ? ImportVerdict.Exists
            : !seen.Add(key) ? ImportVerdict.Twice
            : ImportVerdict.New;
        var names = groups.Select(name => known.Groups.TryGetValue(Group.KeyOf(name), out var group) ? group.Name : name);
        return new(row.Line, row.Email.Trim(), row.FirstName.Trim(), row.LastName.Trim(), role, [.. names], verdict, errors.Problem?.Errors);
    }

    /// <summary>What the site has of what some rows name.</summary>
    /// <param name="Addresses">The keys of those that have an account.</param>
    /// <param name="Groups">By the keys of their names.</param>
    private sealed record Known(HashSet<string> Addresses, Dictionary<string, (GroupId Id, string Name)> Groups)
    {
        public static async Task<Known> For(ImportRow[] rows, UsherDb db, CancellationToken cancel = default)
        {
            var addresses = rows.Select(row => EmailAddress.Parse(row.Email)?.Key).OfType<string>().ToList();
            var existing = await db.Accounts.Where(account => addresses.Contains(account.NormalizedEmail!)).Select(account => account.NormalizedEmail!).ToHashSetAsync(cancel);
            var groups = new Dictionary<string, (GroupId Id, string Name)>(StringComparer.Ordinal);
            foreach (var names in rows.SelectMany(row => row.GroupNames.Take(MostGroups)).Select(Group.KeyOf).Distinct(StringComparer.Ordinal).Chunk(AtOnce))
                foreach (var group in await db.Groups.AsNoTracking().Where(group => names.Contains(group.NameKey)).ToListAsync(cancel))
                    groups[group.NameKey] = (group.Id, group.Name);
            return new(existing, groups);
        }
    }
}
