using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>Passes on what happened to a room to its sessions that are not over: who is let in follows from both.</summary>
internal sealed class TellSessionsOfRooms(RoomChanges rooms, SessionChanges sessions, IDbContextFactory<UsherDb> databases, TimeProvider time, ILogger<TellSessionsOfRooms> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in rooms.Listen(stoppingToken))
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(stoppingToken);
                foreach (var told in await Affected(db, change, stoppingToken)) sessions.Tell(told);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // What follows from the change is decided anew whenever somebody acts or connects.
                log.LogWarning(fault, "The sessions of a room could not be told that it changed.");
            }
        }
    }

    private async Task<List<SessionChange>> Affected(UsherDb db, RoomChange change, CancellationToken cancel)
    {
        // Deleted rooms too: theirs are just those that must hear of it.
        var recent = time.Now() - SessionRules.Overrun;
        var affected = db.Sessions.Where(session => session.RoomId == change.Room && session.CancelledAt == null && session.EndedAt == null)
            .Where(session => session.EndsAt == null || session.EndsAt > recent);
        if (change.Account is not { } account) return await affected.Select(session => new SessionChange(session.Id, null)).ToListAsync(cancel);
        return await db.Participants.Where(participant => participant.AccountId == account && affected.Any(session => session.Id == participant.SessionId))
            .Select(participant => new SessionChange(participant.SessionId, participant.Id)).ToListAsync(cancel);
    }
}
