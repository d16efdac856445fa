using Microsoft.EntityFrameworkCore;

namespace Usher.Data;

/// <summary>
/// The one way to write. A unit of work is a function over the database that is answered once what it did is durable, and that
/// left no trace if it threw. It may run more than once before that answer, so it touches nothing but the database.
/// </summary>
public abstract class WriteDoor
{
    /// <exception cref="Exception">Whatever the unit threw, or what kept the database from making it durable.</exception>
    public abstract Task<T> Write<T>(Func<UsherDb, Task<T>> unit, CancellationToken cancel = default);

    public Task Write(Func<UsherDb, Task> unit, CancellationToken cancel = default) =>
        Write(async db => { await unit(db); return true; }, cancel);

    /// <summary>Adds one row and nothing else.</summary>
    public Task Add(object row, CancellationToken cancel = default) =>
        Write(db => { db.Add(row); return Task.CompletedTask; }, cancel);

    private protected static async Task<T> Run<T>(UsherDb db, Func<UsherDb, Task<T>> unit)
    {
        var result = await unit(db);
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync();
        return result;
    }
}
