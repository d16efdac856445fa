using Microsoft.Extensions.Options;
using Usher.Accounts;
using Usher.Data;

namespace Usher;

/// <summary>What must be true before the first request is served: the schema is current, and somebody can sign in.</summary>
internal sealed class Startup(Schema schema, FirstAdmin firstAdmin, SetUp setUp, IOptions<UsherOptions> options) : IHostedLifecycleService
{
    // "Starting" of all comes before "Start" of any, so that neither Kestrel nor a background worker is ahead of the schema.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await schema.BringUpToDate(cancellationToken);
        await firstAdmin.Ensure(cancellationToken);
        // Printed, not logged: the log keeps no secrets, and this is for the eyes of whoever starts the site.
        if (!options.Value.Demo && await setUp.Offer(cancellationToken) is { } link)
            await Console.Out.WriteLineAsync($"Nobody has an account here yet. Make the first admin, within a day, at {link}");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
