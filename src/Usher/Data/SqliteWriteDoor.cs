using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Usher.Data;

/// <summary>
/// On SQLite one writer takes the units of work that are waiting, gives each its savepoint, and commits them together: one
/// flush of the disk serves many. A unit that fails is undone alone. Nobody is answered before the commit.
/// </summary>
public sealed class SqliteWriteDoor : WriteDoor, IAsyncDisposable
{
    private const int MostUnits = 512;

    // A group is closed after this long, so that its first unit never waits much for its last.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Unit> waiting = Channel.CreateBounded<Unit>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly DbContextOptions<UsherDb> options;
    private readonly string connectionString;
    private readonly Task writer;

    /// <summary>Starts the writer.</summary>
    /// <param name="options">Contexts without a connection of their own: the writer lends them its one.</param>
    /// <param name="connectionString">The database file.</param>
    public SqliteWriteDoor(DbContextOptions<UsherDb> options, string connectionString)
    {
        (this.options, this.connectionString) = (options, connectionString);
        writer = Task.Factory.StartNew(WriteGroups, TaskCreationOptions.LongRunning).Unwrap();
    }

    public override async Task<T> Write<T>(Func<UsherDb, Task<T>> unit, CancellationToken cancel = default)
    {
        var waitingUnit = new Unit<T>(unit, cancel);
        await waiting.Writer.WriteAsync(waitingUnit, cancel);
        return await waitingUnit.Durable;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writer;
    }

    private async Task WriteGroups()
    {
        var group = new List<Unit>(MostUnits);
        while (await waiting.Reader.WaitToReadAsync())
        {
            try
            {
                await using var connection = new SqliteConnection(connectionString);
                await connection.OpenAsync();
                await Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
                await using var marks = new Savepoints(connection);
                do await WriteGroup(connection, marks, group); while (await waiting.Reader.WaitToReadAsync());
            }
            catch (Exception fault)
            {
                // The connection is done for (disk full, file gone): its group has failed, the next one opens another.
                foreach (var unit in group) unit.Fail(fault);
                // Whoever waited for a connection that cannot be opened is told too, rather than left waiting.
                if (group.Count == 0 && waiting.Reader.TryRead(out var next)) next.Fail(fault);
            }
            group.Clear();
        }
    }

    private async Task WriteGroup(SqliteConnection connection, Savepoints marks, List<Unit> group)
    {
        group.Clear();
        await using var transaction = connection.BeginTransaction(deferred: false);
        marks.Transaction = transaction;
        var db = Context(connection, transaction);
        try
        {
            for (var started = Stopwatch.GetTimestamp();
                 group.Count < MostUnits && Stopwatch.GetElapsedTime(started) < Longest && waiting.Reader.TryRead(out var unit);)
            {
                group.Add(unit);
                await marks.Set();
                if (await unit.TryRun(db))
                {
                    await marks.Release();
                    db.ChangeTracker.Clear();
                }
                else
                {
                    await marks.Undo();
                    await db.DisposeAsync();
                    db = Context(connection, transaction);
                }
            }
            await transaction.CommitAsync();
        }
        finally
        {
            await db.DisposeAsync();
        }
        foreach (var unit in group) unit.Answer();
        group.Clear();
    }

    private UsherDb Context(SqliteConnection connection, SqliteTransaction transaction)
    {
        var db = new UsherDb(options);
        db.Database.SetDbConnection(connection);
        db.Database.UseTransaction(transaction);
        db.Database.AutoSavepointsEnabled = false;
        return db;
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The three savepoint statements, prepared once for the life of the connection.</summary>
    private sealed class Savepoints(SqliteConnection connection) : IAsyncDisposable
    {
        private readonly SqliteCommand set = new("SAVEPOINT unit", connection);
        private readonly SqliteCommand release = new("RELEASE unit", connection);
        private readonly SqliteCommand undo = new("ROLLBACK TO unit; RELEASE unit", connection);

        public SqliteTransaction Transaction { set => (set.Transaction, release.Transaction, undo.Transaction) = (value, value, value); }

        public Task<int> Set() => set.ExecuteNonQueryAsync();

        public Task<int> Release() => release.ExecuteNonQueryAsync();

        public Task<int> Undo() => undo.ExecuteNonQueryAsync();

        public async ValueTask DisposeAsync()
        {
            await set.DisposeAsync();
            await release.DisposeAsync();
            await undo.DisposeAsync();
        }
    }

    private abstract class Unit
    {
        /// <summary>False if the unit threw: its savepoint is to be undone.</summary>
        public abstract Task<bool> TryRun(UsherDb db);

        /// <summary>The group is durable: tell the one who waits.</summary>
        public abstract void Answer();

        public abstract void Fail(Exception fault);
    }

    private sealed class Unit<T>(Func<UsherDb, Task<T>> work, CancellationToken cancel) : Unit
    {
        private readonly TaskCompletionSource<T> durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private Exception? thrown;

        public Task<T> Durable => durable.Task;

        public override async Task<bool> TryRun(UsherDb db)
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                result = await Run(db, work);
                return true;
            }
            catch (Exception fault)
            {
                thrown = fault;
                return false;
            }
        }

        public override void Answer()
        {
            if (thrown is null) durable.TrySetResult(result!);
            else durable.TrySetException(thrown);
        }

        public override void Fail(Exception fault) => durable.TrySetException(thrown ?? fault);
    }
}
