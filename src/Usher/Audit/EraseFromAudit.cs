using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Audit;

/// <summary>Takes a person's name and address out of what lines say: the lines stay, and so do the ids in them.</summary>
internal static class EraseFromAudit
{
    /// <param name="words">The address and the names, none of them empty.</param>
    public static async Task EraseWords(this UsherDb db, IReadOnlyCollection<string> words, string instead)
    {
        foreach (var word in words)
        {
            foreach (var line in await db.Set<AuditLine>().AsNoTracking().Holding(word, line => line.Detail).ToListAsync())
            {
                var without = line.Detail.Replace(word, instead, StringComparison.OrdinalIgnoreCase);
                if (without.Length > 500) without = without[..500];
                await db.Set<AuditLine>().Where(same => same.Id == line.Id).ExecuteUpdateAsync(set => set.SetProperty(same => same.Detail, without));
            }
        }
    }
}
