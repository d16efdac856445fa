using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;

namespace Usher.Privacy;

/// <summary>Mails that only their address tells of.</summary>
internal static class EraseMails
{
    /// <summary>What lies in the site's own mailbox for them goes, and what a relay said of their address.</summary>
    public static async Task EraseMailsTo(this UsherDb db, IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses) await db.EraseMailsTo(address);
    }

    private static async Task EraseMailsTo(this UsherDb db, string address)
    {
        var caught = await db.CaughtMails.AsNoTracking().Holding(address, mail => mail.To).Select(mail => new { mail.Id, mail.To }).ToListAsync();
        // As the mailbox writes it: the address alone, or after the name.
        var theirs = caught.Where(mail => mail.To.Equals(address, StringComparison.OrdinalIgnoreCase) || mail.To.EndsWith($"({address})", StringComparison.OrdinalIgnoreCase))
            .Select(mail => mail.Id).ToList();
        await db.CaughtMails.Where(mail => theirs.Contains(mail.Id)).ExecuteDeleteAsync();
        var said = await db.OutboxMails.AsNoTracking().Where(mail => mail.RelayWords != null).Holding(address, mail => mail.RelayWords!)
            .Select(mail => new { mail.Id, mail.RelayWords }).ToListAsync();
        var places = Mention.OfAddress(address).ToList();
        var ofThem = said.Where(mail => places.Exists(one => one.IsIn(mail.RelayWords!))).Select(mail => mail.Id).ToList();
        await db.OutboxMails.Where(mail => ofThem.Contains(mail.Id)).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.RelayWords, (string?)null));
    }
}
