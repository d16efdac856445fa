using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Live;

/// <summary>
/// Puts those out whose sign-in has ended, whose token was revoked or whose account was disabled, on whatever node that was done. It
/// asks once a second for what ended lately and not for each connection, so its cost does not grow with them.
/// </summary>
internal sealed partial class SignInWatch(LiveNode node, IDbContextFactory<UsherDb> databases, TimeProvider time, ILogger<SignInWatch> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Longer than nodes' clocks differ, than a commit takes after its instant was noted, and than anybody has to enter after connecting.
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The database is away. What ended meanwhile is still to be found when it is back soon; and everybody's right is judged every few seconds.
                LogCannotLook(log, fault);
            }
        }
    }

    private async Task Look(CancellationToken cancel)
    {
        var connections = node.SignedIn.ToList();
        if (connections.Count == 0) return;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var ended = await db.SignInsEndedSince(time.Now() - Lately, cancel);
        if (ended.None) return;
        foreach (var connection in connections.Where(connection => ended.Include(connection.By!))) node.PutOut(connection, CommonProblems.SignInNeeded);
    }

    [LoggerMessage(LogLevel.Warning, "Whose sign-in has ended cannot be looked up")]
    private static partial void LogCannotLook(ILogger log, Exception fault);
}
