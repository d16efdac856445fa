using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Settings;

namespace Usher.Audit;

/// <summary>Deletes audit lines that are older than the site keeps them: the one way in which a line ever goes.</summary>
internal sealed class AuditRetention(WriteDoor door, SiteSettings settings, TimeProvider time, ILogger<AuditRetention> log) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Old audit lines could not be deleted; it is tried again in an hour.");
            }
        }
    }

    /// <summary>In small parts, since writers wait for each.</summary>
    internal async Task Sweep(CancellationToken cancel = default)
    {
        var days = (await settings.Site()).AuditDays;
        if (days < 0) return;
        var oldest = time.Now() - TimeSpan.FromDays(days);
        while (await door.Write(db => DeleteSome(db, oldest), cancel) == AtOnce) cancel.ThrowIfCancellationRequested();
    }

    private static async Task<int> DeleteSome(UsherDb db, DateTimeOffset oldest)
    {
        var ids = await db.Set<AuditLine>().Where(line => line.At < oldest).OrderBy(line => line.At).Select(line => line.Id).Take(AtOnce).ToListAsync();
        return await db.Set<AuditLine>().Where(line => ids.Contains(line.Id)).ExecuteDeleteAsync();
    }
}
