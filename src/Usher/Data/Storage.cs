using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Usher.Data;

/// <summary>Which database holds everything, and how it is reached.</summary>
public sealed class StorageOptions
{
    /// <summary><c>sqlite</c> (the default: one file, nothing to run) or <c>postgres</c>.</summary>
    public string Provider { get; init; } = "sqlite";

    /// <summary>An ADO.NET connection string; for SQLite <c>Data Source=FILE</c>. By default <c>usher.db</c> in the data directory.</summary>
    public string? Connection { get; init; }
}

/// <summary>
/// Builds the reading contexts and the door for the configured database, and brings its schema up to date. What must follow from every
/// write, whoever makes it, is registered as an <see cref="IInterceptor"/>: the door's contexts carry them all.
/// </summary>
public static class Storage
{
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions storage, string dataDirectory)
    {
        switch (storage.Provider)
        {
            case "sqlite":
                var file = new SqliteConnectionStringBuilder(storage.Connection ?? $"Data Source={Path.Combine(dataDirectory, "usher.db")}") { DefaultTimeout = 30 };
                if (Path.GetDirectoryName(file.DataSource) is { Length: > 0 } home) Directory.CreateDirectory(home);
                var reading = new SqliteConnectionStringBuilder(file.ConnectionString) { Mode = SqliteOpenMode.ReadOnly };
                services.AddPooledDbContextFactory<UsherDb>(options => options.UseSqlite(reading.ConnectionString));
                services.AddSingleton<WriteDoor>(provider => new SqliteWriteDoor(
                    new DbContextOptionsBuilder<UsherDb>().UseSqlite().AddInterceptors(provider.GetServices<IInterceptor>()).Options, file.ConnectionString));
                services.AddSingleton(new Schema(() => new UsherDb(
                    new DbContextOptionsBuilder<UsherDb>().UseSqlite(file.ConnectionString, to => to.MigrationsAssembly(Migrations("Sqlite"))).Options)));
                break;
            case "postgres":
                var server = storage.Connection ?? throw new InvalidOperationException("Database:Connection is needed for postgres.");
                var readOnly = new NpgsqlConnectionStringBuilder(server) { Options = "-c default_transaction_read_only=on" };
                services.AddPooledDbContextFactory<UsherDb>(options => options.UseNpgsql(readOnly.ConnectionString));
                var writing = new DbContextOptionsBuilder<UsherDb>().UseNpgsql(server, to => to.MigrationsAssembly(Migrations("Postgres"))).Options;
                services.AddSingleton<WriteDoor>(provider => new PostgresWriteDoor(new PooledDbContextFactory<UsherDb>(
                    new DbContextOptionsBuilder<UsherDb>(writing).AddInterceptors(provider.GetServices<IInterceptor>()).Options)));
                services.AddSingleton(new Schema(() => new UsherDb(writing)));
                break;
            default:
                throw new InvalidOperationException($"Database:Provider is \"{storage.Provider}\": sqlite or postgres.");
        }
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<UsherDb>>().CreateDbContext());
        return services;
    }

    // Loaded by file, since the migrations reference this assembly and it cannot reference them.
    private static Assembly Migrations(string provider) => AssemblyLoadContext.Default.LoadFromAssemblyPath(
        Path.Combine(AppContext.BaseDirectory, $"Usher.Migrations.{provider}.dll"));
}

/// <summary>The schema of the database: created or brought up to date at start, before anything is served.</summary>
public sealed class Schema(Func<UsherDb> open)
{
    public async Task BringUpToDate(CancellationToken cancel = default)
    {
        await using var db = open();
        await db.Database.MigrateAsync(cancel);
    }
}
