using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Bench;

/// <summary>The same writes on the same kind of file, each with a transaction and a flush of its own. They take turns rather than poll SQLite's lock.</summary>
internal sealed class OneCommitEach : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly DbContextOptions<UsherDb> options = new DbContextOptionsBuilder<UsherDb>().UseSqlite().Options;
    private readonly SqliteConnection connection;
    private readonly BareStatements bare;
    private readonly ClaimLikeUnit unit;

    private OneCommitEach(SqliteConnection connection, ClaimLikeUnit unit) =>
        (this.connection, this.unit, bare) = (connection, unit, new BareStatements(connection));

    public static async Task<OneCommitEach> Open(string file, DirectoryInfo home)
    {
        var seeded = await NewFile.Seed(file, home);
        return new OneCommitEach(await NewFile.Connect(file), seeded);
    }

    /// <summary>The unit as the site writes it.</summary>
    public Task Claim() => InTurn(async transaction =>
    {
        await using var db = new UsherDb(options);
        db.Database.SetDbConnection(connection);
        await db.Database.UseTransactionAsync(transaction);
        db.Database.AutoSavepointsEnabled = false;
        await unit.Write(db);
        await db.SaveChangesAsync();
    });

    /// <summary>The same statements, bare.</summary>
    public Task BareClaim() => InTurn(transaction =>
    {
        bare.Write(unit.NextInvitation, transaction);
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        await bare.DisposeAsync();
        await connection.DisposeAsync();
        turn.Dispose();
    }

    private async Task InTurn(Func<SqliteTransaction, Task> write)
    {
        await turn.WaitAsync();
        try
        {
            await using var transaction = connection.BeginTransaction(deferred: false);
            await write(transaction);
            await transaction.CommitAsync();
        }
        finally
        {
            turn.Release();
        }
    }
}
