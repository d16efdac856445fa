using Usher.Web;

namespace Usher.Demo;

/// <summary>Fills the demo before it is served, as far as it is not yet filled, and says how to sign in once it is.</summary>
internal sealed class DemoSeed(DemoAccounts accounts, DemoRooms rooms, DemoSchedule schedule, DemoInvitations invitations, PublicAddress site) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await accounts.Ensure();
        var host = await accounts.Acting(Cast.Ada);
        await rooms.Ensure(host);
        var (tides, breakwater) = ((await rooms.Find(DemoRooms.Tides))!.Value, (await rooms.Find(DemoRooms.Breakwater))!.Value);
        await schedule.Arm(host, open: tides, soon: breakwater);
        await invitations.Ensure(host, tides, breakwater);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Console.Out.WriteLineAsync(Greeting.Of(site.Origin));

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
