using Microsoft.Extensions.Options;
using Usher.Accounts;
using Usher.Data;

namespace Usher;

/// <summary>What must be true before the first request is served: the schema is current, and somebody can sign in.</summary>
internal sealed class Startup(Schema schema, FirstAdmin firstAdmin) : IHostedLifecycleService
{
    // "Starting" of all comes before "Start" of any, so that neither Kestrel nor a background worker is ahead of the schema.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await schema.BringUpToDate(cancellationToken);
        await firstAdmin.Ensure(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
