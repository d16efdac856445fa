using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Webhooks;

/// <summary>
/// Tells webhooks that a session opened or ended. Both follow from facts and the clock, so nobody writes a row when it happens: we look
/// every few seconds for what has come to pass, and note what has been told, once on all nodes together.
/// </summary>
public sealed class TellOfSessions(IDbContextFactory<UsherDb> databases, WriteDoor door, WebhookSubscriptions subscriptions, TimeProvider time)
{
    // After a longer stop of the site nobody wants to hear of yesterday's openings.
    private static readonly TimeSpan LooksBack = TimeSpan.FromHours(6);

    public async Task Tell(CancellationToken cancel)
    {
        var wanted = await subscriptions.ByType(cancel);
        if (!wanted.Contains(WebhookTypes.SessionOpened) && !wanted.Contains(WebhookTypes.SessionEnded)) return;
        foreach (var (session, type, at) in await Untold(cancel)) await TellOnce(session, type, at, wanted, cancel);
    }

    private async Task<List<(SessionId Session, string Type, DateTimeOffset At)>> Untold(CancellationToken cancel)
    {
        var now = time.Now();
        var since = now - LooksBack;
        var overrun = since - SessionRules.Overrun;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var sessions = await db.Sessions.AsNoTracking().Include(session => session.Room)
            .Where(session => (session.StartsAt >= since && session.StartsAt <= now) || (session.StartsAt == null && session.CreatedAt >= since)
                || session.OpenedAt >= since || session.EndedAt >= since || (session.EndsAt >= overrun && session.EndsAt <= now))
            .ToListAsync(cancel);
        var passed = sessions.SelectMany(session => Passed(session, now)).Where(one => one.At >= since && one.At <= now).ToList();
        var ids = passed.Select(one => one.Session).Distinct().ToArray();
        var told = await db.ToldOfSessions.AsNoTracking().Where(one => ids.Contains(one.SessionId)).ToListAsync(cancel);
        return [.. passed.Where(one => !told.Exists(before => before.SessionId == one.Session && before.Type == one.Type && before.At == one.At))];
    }

    private static IEnumerable<(SessionId Session, string Type, DateTimeOffset At)> Passed(Session session, DateTimeOffset now)
    {
        var phase = SessionRules.Phase(session.Facts(), Role.Viewer, now);
        var opened = SessionRules.OpensAt(session.Facts(), Role.Viewer) ?? session.CreatedAt;
        if (phase is SessionPhase.Open || (phase is SessionPhase.Ended && session.EndedAt is null)) yield return (session.Id, WebhookTypes.SessionOpened, opened);
        if (phase is SessionPhase.Ended && (session.EndedAt ?? session.EndsAt + SessionRules.Overrun) is { } ended) yield return (session.Id, WebhookTypes.SessionEnded, ended);
    }

    private async Task TellOnce(SessionId session, string type, DateTimeOffset at, ILookup<string, WebhookId> wanted, CancellationToken cancel)
    {
        try
        {
            await door.Write(async db =>
            {
                var ids = wanted[type].ToArray();
                // Who was not there when it happened is not told of it now.
                var listening = await db.Webhooks.Where(webhook => ids.Contains(webhook.Id) && webhook.CreatedAt < at).Select(webhook => webhook.Id).ToListAsync(cancel);
                db.Add(new ToldOfSession { SessionId = session, Type = type, At = at });
                db.Tell(new Happening(type, session.ToString(), at, ""), listening);
            }, cancel);
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // Another node was quicker.
        }
    }
}
