using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Demo;

/// <summary>Sees to it at each start that one room is open and the other opens in ten minutes.</summary>
internal sealed class DemoSchedule(CreateSession create, EditSession edit, EndSession end, IDbContextFactory<UsherDb> databases)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Length = TimeSpan.FromHours(3);

    // Shorter than the wait, so that the countdown is there for Speakers too.
    private const int EarlyEntryMinutes = 5;

    public async Task Arm(Actor host, RoomId open, RoomId soon)
    {
        var now = host.At;
        if (await Running(open, now) is null) await create.Run(host, open, new(now, now + Length, EarlyEntryMinutes));

        var later = new SessionTimes(now + Wait, now + Wait + Length, EarlyEntryMinutes);
        if (await Running(soon, now) is { } started) await end.Run(host, soon, started.Id);
        if (await Next(soon, now) is { } next) await edit.Run(host, soon, next.Id, _ => later, version: null);
        else await create.Run(host, soon, later);
    }

    private async Task<Session?> Running(RoomId room, DateTimeOffset now) =>
        (await Upcoming(room, now)).FirstOrDefault(session => SessionRules.Phase(session.Facts(), Role.Viewer, now) is SessionPhase.Open);

    private async Task<Session?> Next(RoomId room, DateTimeOffset now) =>
        (await Upcoming(room, now)).FirstOrDefault(session => SessionRules.Phase(session.Facts(), Role.Viewer, now) is SessionPhase.NotYet);

    private async Task<List<Session>> Upcoming(RoomId room, DateTimeOffset now)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Sessions.AsNoTracking().Where(SessionRules.Upcoming(now)).Where(session => session.RoomId == room)
            .OrderBy(session => session.StartsAt).ToListAsync();
    }
}
