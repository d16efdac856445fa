using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Audit;

/// <summary>Takes a person's name and address out of the lines that are about them: the lines stay, and so do the ids in them.</summary>
internal static class EraseFromAudit
{
    private const int Longest = 500;

    // What these say of a thing is what somebody called it. All others say but what the site itself writes, and an admin who gave an
    // invitation such a word for a name, or an id, would have it blotted out by erasing it.
    private static readonly string[] Titled =
    [
        "email-template.created", "email-template.deleted", "email-template.restored", "email-template.saved", "group.created", "group.renamed",
        "guest-link.changed", "guest-link.created", "guest-link.turned-off", "guest-link.turned-off-and-cleared", "guest-link.turned-on", "passkey.added", "room.created",
    ];

    /// <summary>The addresses go wherever they stand whole; the names from lines with one of the addresses, and from what these accounts gave a name to.</summary>
    /// <param name="accounts">By their ids; of anybody else's lines none is touched for a name's sake, whoever bears it.</param>
    public static async Task EraseMentions(this UsherDb db, IReadOnlyCollection<AccountId> accounts, IReadOnlyCollection<string> addresses, IReadOnlyCollection<string> names, string instead)
    {
        var (about, places, ids) = (new Dictionary<long, string>(), addresses.SelectMany(Mention.OfAddress).ToList(), accounts.Select(id => id.ToString()).ToList());
        var lines = db.Set<AuditLine>().AsNoTracking();
        foreach (var address in places)
            foreach (var line in await lines.Holding(address.Word, line => line.Detail).Select(line => new { line.Id, line.Detail }).ToListAsync())
                if (address.IsIn(line.Detail)) about[line.Id] = line.Detail;
        foreach (var line in await lines.Where(line => Titled.Contains(line.What) && (ids.Contains(line.By!) || ids.Contains(line.On))).Select(line => new { line.Id, line.Detail }).ToListAsync())
            about[line.Id] = line.Detail;
        var mentions = places.Concat(names.SelectMany(Mention.OfName)).ToList();
        foreach (var (id, detail) in about)
        {
            var without = mentions.Aggregate(detail, (text, mention) => mention.Replace(text, instead));
            if (without == detail) continue;
            var kept = without.Length > Longest ? without[..Longest] : without;
            await db.Set<AuditLine>().Where(line => line.Id == id).ExecuteUpdateAsync(set => set.SetProperty(line => line.Detail, kept));
        }
    }
}
