using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;

namespace Usher.Bench;

/// <summary>A SQLite file with the site's schema and the invitations to be claimed.</summary>
internal static class NewFile
{
    public static async Task<ClaimLikeUnit> Seed(string file, DirectoryInfo home)
    {
        await using var services = new ServiceCollection()
            .AddStorage(new StorageOptions { Connection = $"Data Source={file}" }, home.FullName).BuildServiceProvider();
        await services.GetRequiredService<Schema>().BringUpToDate();
        return await ClaimLikeUnit.Seed(add => services.GetRequiredService<WriteDoor>().Write(add));
    }

    /// <summary>A connection as durable as the door's.</summary>
    public static async Task<SqliteConnection> Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        await using var pragma = new SqliteCommand("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;", connection);
        await pragma.ExecuteNonQueryAsync();
        return connection;
    }
}
