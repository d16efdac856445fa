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

/// <param name="Line">Of the file, from 1.</param>
/// <param name="Role">As it was written; empty for a member.</param>
public sealed record ImportRow(int Line, string Email, string FirstName, string LastName, string Role = "");

/// <param name="Errors">What is wrong with each field.</param>
public sealed record ImportedRow(int Line, string Email, string FirstName, string LastName, SiteRole? SiteRole, ImportVerdict Verdict, IReadOnlyDictionary<string, string>? Errors);

/// <summary>
/// Makes accounts from a list. Each row is judged by itself, so that a wrong one keeps none of the others back, and the same list
/// sent again makes nothing twice.
/// </summary>
public sealed class ImportAccounts(WriteDoor door)
{
    public const int Most = 5000;
    private const int AtOnce = 200;

    /// <summary>What would become of each row, changing nothing.</summary>
    public static async Task<IReadOnlyList<ImportedRow>> Preview(UsherDb db, IReadOnlyList<ImportRow> rows, CancellationToken cancel = default)
    {
        var judged = new List<ImportedRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in rows.Chunk(AtOnce))
        {
            var keys = part.Select(row => EmailAddress.Parse(row.Email)?.Key).OfType<string>().ToList();
            var existing = await db.Accounts.Where(account => keys.Contains(account.NormalizedEmail!)).Select(account => account.NormalizedEmail!).ToHashSetAsync(cancel);
            judged.AddRange(part.Select(row => Judge(row, existing, seen)));
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
                    var addresses = part.Select(row => EmailAddress.Parse(row.Email)?.Key).OfType<string>().ToList();
                    var existing = await db.Accounts.Where(account => addresses.Contains(account.NormalizedEmail!)).Select(account => account.NormalizedEmail!).ToHashSetAsync();
                    var judged = part.Select(row => Judge(row, existing, keys)).ToList();
                    foreach (var row in judged.Where(row => row.Verdict is ImportVerdict.New))
                    {
                        var account = CreateAccount.AccountOf(new(row.Email, row.FirstName, row.LastName, row.SiteRole!.Value, null), admin.At);
                        db.Add(account);
                        db.Add(admin.Did("account.created", account.Id, "Imported."));
                    }
                    return (judged, keys);
                });
                seen.UnionWith(keys);
                return judged;
            }
            catch (DbUpdateException fault) when (fault.IsDuplicate() && tries < 3)
            {
                // Somebody made one of these in the same moment; seen again, that row exists.
            }
        }
    }

    private static ImportedRow Judge(ImportRow row, HashSet<string> existing, HashSet<string> seen)
    {
        var role = row.Role.Trim().Length == 0 ? SiteRole.Member : AccountWords.RoleOf(row.Role.Trim());
        var errors = new FieldErrors();
        var wrong = AccountRules.ErrorsOf(new(row.Email, row.FirstName, row.LastName, SiteRole.Member, null));
        foreach (var (field, sentence) in wrong?.Errors ?? new Dictionary<string, string>()) errors.Add(field, sentence);
        errors.Require(role is not null, "role", "A role is member, creator or admin.");
        var key = EmailAddress.Parse(row.Email)?.Key ?? "";
        var verdict = errors.Problem is not null ? ImportVerdict.Wrong
            : existing.Contains(key) ? ImportVerdict.Exists
            : !seen.Add(key) ? ImportVerdict.Twice
            : ImportVerdict.New;
        return new(row.Line, row.Email.Trim(), row.FirstName.Trim(), row.LastName.Trim(), role, verdict, errors.Problem?.Errors);
    }
}
