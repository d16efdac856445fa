using Usher.Sessions;

namespace Usher.Live;

/// <summary>Brings word of what was committed elsewhere on this node (register, API, media page) to the session's authority.</summary>
internal sealed class SessionChangesListener(SessionChanges changes, IGrainFactory grains) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A word that does not arrive is made good when the authority next looks at everybody.
        await foreach (var change in changes.Listen(session: null, stoppingToken))
            grains.GetGrain<ISessionGrain>(change.Session.Value).Changed(change.Participant).Ignore();
    }
}
