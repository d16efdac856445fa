using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;

namespace Usher.Notices;

/// <summary>
/// Queues a mail to everybody whose calendar says what is no longer so: moved, renamed, cancelled, deleted, withdrawn. Who is owed
/// one follows from comparing two stored facts, so whoever makes such a change, by whatever way, cannot forget to tell.
/// </summary>
public sealed class QueueChanges(IDbContextFactory<UsherDb> databases, WriteDoor door, Outbox outbox)
{
    /// <summary>A host who moves a session often moves it once more: what changes within this is told once, as it then is.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private const int MostAtOnce = 200;

    /// <returns>How many were queued.</returns>
    public async Task<int> Run(DateTimeOffset now)
    {
        if (!outbox.CanSend) return 0;
        var queued = 0;
        while (await Next(now) is { Count: > 0 } owed)
        {
            queued += await door.Write(db => Queue(db, owed, now));
            if (owed.Count < MostAtOnce) break;
        }
        return queued;
    }

    private async Task<List<CalendarEntryId>> Next(DateTimeOffset now)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.CalendarEntries
            .Where(entry => entry.CancelledAt == null && entry.ChangeQueuedAt == null && (entry.EndsAt ?? entry.StartsAt) > now)
            .Where(entry => entry.Invitation!.RevokedAt != null || entry.Session!.CancelledAt != null || entry.Session.Room!.DeletedAt != null
                || entry.Session.StartsAt == null || entry.Session.StartsAt != entry.StartsAt || entry.Session.EndsAt != entry.EndsAt
                || entry.Session.Room.Title != entry.Title || entry.Session.Room.TimeZone != entry.TimeZone)
            .OrderBy(entry => entry.Id).Select(entry => entry.Id).Take(MostAtOnce).ToListAsync();
    }

    private async Task<int> Queue(UsherDb db, List<CalendarEntryId> owed, DateTimeOffset now)
    {
        var queued = 0;
        foreach (var id in owed)
        {
            // Of two nodes that see it, one marks it and has the mail to send.
            var mine = await db.CalendarEntries.Where(entry => entry.Id == id && entry.CancelledAt == null && entry.ChangeQueuedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.ChangeQueuedAt, now));
            if (mine == 0) continue;
            outbox.Queue(db, ChangeMail.Kind, id.ToString(), [], now, Settling);
            queued++;
        }
        return queued;
    }
}
