using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Usher.Data;

namespace Usher.Tests.Fixtures;

/// <summary>A new database with the schema in it and nothing else, and the ways in: for tests of storage without a site.</summary>
public sealed class Store : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MakeSqliteTemplate);

    private readonly DirectoryInfo folder;
    private readonly ServiceProvider services;

    private Store(DirectoryInfo folder, StorageOptions storage)
    {
        (this.folder, Storage) = (folder, storage);
        services = new ServiceCollection().AddStorage(storage, folder.FullName).BuildServiceProvider();
    }

    public StorageOptions Storage { get; }

    public WriteDoor Door => services.GetRequiredService<WriteDoor>();

    public IDbContextFactory<UsherDb> Reading => services.GetRequiredService<IDbContextFactory<UsherDb>>();

    /// <summary>A context to read with; dispose of it.</summary>
    public UsherDb Read() => Reading.CreateDbContext();

    public static async Task<Store> Open(Engine engine)
    {
        var home = Scratch.NewFolder();
        return new Store(home, await New(engine, home));
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Forget(Storage);
        folder.Delete(recursive: true);
    }

    /// <summary>How to reach a new database, whose file, if it is one, lies in <paramref name="home"/>.</summary>
    internal static async Task<StorageOptions> New(Engine engine, DirectoryInfo home)
    {
        if (engine is Engine.Postgres) return new() { Provider = "postgres", Connection = await PostgresServer.NewDatabase() };
        var file = Path.Combine(home.FullName, "usher.db");
        File.Copy(await SqliteTemplate.Value, file);
        return new() { Provider = "sqlite", Connection = $"Data Source={file}" };
    }

    internal static async Task BringUpToDate(StorageOptions storage)
    {
        await using var provider = new ServiceCollection().AddStorage(storage, "").BuildServiceProvider();
        await provider.GetRequiredService<Schema>().BringUpToDate();
    }

    /// <summary>Closes the connections that pools still hold, so that files can be deleted and the server is not worn out.</summary>
    internal static void Forget(StorageOptions storage)
    {
        if (storage.Provider == "sqlite")
        {
            foreach (var mode in new[] { SqliteOpenMode.ReadOnly, SqliteOpenMode.ReadWriteCreate })
            {
                var text = new SqliteConnectionStringBuilder(storage.Connection) { DefaultTimeout = 30, Mode = mode }.ConnectionString;
                using var any = new SqliteConnection(text);
                SqliteConnection.ClearPool(any);
            }
            return;
        }
        foreach (var options in new[] { null, "-c default_transaction_read_only=on" })
        {
            using var any = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(storage.Connection) { Options = options }.ConnectionString);
            NpgsqlConnection.ClearPool(any);
        }
    }

    private static async Task<string> MakeSqliteTemplate()
    {
        var file = Path.Combine(Scratch.Folder, "template.db");
        var storage = new StorageOptions { Connection = $"Data Source={file};Pooling=false" };
        await BringUpToDate(storage);
        return file;
    }
}
