using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Usher.Data;

/// <summary>On PostgreSQL a unit of work is a transaction of its own (read committed), run again if the server undid it to end a deadlock.</summary>
public sealed class PostgresWriteDoor(IDbContextFactory<UsherDb> databases) : WriteDoor, IDisposable
{
    private const int Tries = 5;

    // More at once are not done sooner: they wait for the same rows, and would take the connections that others need. Here they
    // wait in the order they came, and without a time-out.
    private const int MostAtOnce = 24;

    private readonly SemaphoreSlim places = new(MostAtOnce);

    public override async Task<T> Write<T>(Func<UsherDb, Task<T>> unit, CancellationToken cancel = default)
    {
        await places.WaitAsync(cancel);
        try
        {
            return await InTransaction(unit, cancel);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<T> InTransaction<T>(Func<UsherDb, Task<T>> unit, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync(cancel);
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                var result = await Run(db, unit);
                // Past this point a caller who has gone away must not undo what the unit decided.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception fault) when (attempt < Tries && Undone(fault))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5 * attempt), cancel);
            }
        }
    }

    private static bool Undone(Exception fault) => (fault.InnerException ?? fault) is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    };
}
