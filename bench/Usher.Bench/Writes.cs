using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;

namespace Usher.Bench;

/// <summary>Units of work a second through the site's door, against the same units committed each alone, everything durable.</summary>
internal static class Writes
{
    private static readonly int[] Clients = [1, 32, 128];
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <param name="postgres">A connection string whose server may be given a new database; null to leave PostgreSQL out.</param>
    public static async Task Measure(string? postgres)
    {
        Machine.Print();
        var home = Directory.CreateTempSubdirectory("usher-bench-");
        try
        {
            await MeasureSqlite(home);
            if (postgres is not null) await MeasurePostgres(postgres);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            home.Delete(recursive: true);
        }
    }

    private static async Task MeasureSqlite(DirectoryInfo home)
    {
        Console.WriteLine($"SQLite, one flush of this disk: {Machine.FlushTime(home).TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture)} ms");
        var file = new StorageOptions { Connection = $"Data Source={Path.Combine(home.FullName, "grouped.db")}" };
        await using var grouped = await Site.Open(file, home);
        await using var alone = await OneCommitEach.Open(Path.Combine(home.FullName, "alone.db"), home);
        await Compare(
            ("the door: grouped commits", grouped.Claim),
            ("the same, one commit each", alone.Claim));
        await Compare(
            ("the door, by bare prepared statements", grouped.BareClaim),
            ("the same, one commit each", alone.BareClaim));
    }

    private static async Task MeasurePostgres(string server)
    {
        Console.WriteLine("PostgreSQL");
        await using var site = await Site.Open(new StorageOptions { Provider = "postgres", Connection = server }, new DirectoryInfo("."));
        await Compare(("the door: a transaction each", site.Claim));
    }

    /// <summary>All at each number of clients in turn, so that what else the machine does befalls them alike.</summary>
    private static async Task Compare(params (string Name, Func<Task> Unit)[] ways)
    {
        // Code is compiled and compiled again as it gets hot: whoever comes first would pay for all.
        foreach (var (_, unit) in ways) await Load.Run(unit, Clients[1], WarmUp);
        var rates = ways.ToDictionary(way => way.Name, _ => new Rate[Clients.Length]);
        for (var i = 0; i < Clients.Length; i++)
            foreach (var (name, unit) in ways) rates[name][i] = await Load.Run(unit, Clients[i], Each);
        Table.Print(Clients, ways.Select(way => (way.Name, rates[way.Name])));
    }

    /// <summary>The site's own storage, and its door.</summary>
    private sealed class Site(ServiceProvider services, ClaimLikeUnit unit) : IAsyncDisposable
    {
        private readonly WriteDoor door = services.GetRequiredService<WriteDoor>();
        private BareStatements? bare;

        public static async Task<Site> Open(StorageOptions storage, DirectoryInfo home)
        {
            var services = new ServiceCollection().AddStorage(storage, home.FullName).BuildServiceProvider();
            await services.GetRequiredService<Schema>().BringUpToDate();
            var unit = await ClaimLikeUnit.Seed(add => services.GetRequiredService<WriteDoor>().Write(add));
            return new Site(services, unit);
        }

        public Task Claim() => door.Write(unit.Write);

        /// <summary>On SQLite, where the door has one connection and runs one unit at a time.</summary>
        public Task BareClaim() => door.Write(db =>
        {
            bare ??= new BareStatements((SqliteConnection)db.Database.GetDbConnection());
            bare.Write(unit.NextInvitation, (SqliteTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
            return Task.CompletedTask;
        });

        public async ValueTask DisposeAsync()
        {
            if (bare is not null) await bare.DisposeAsync();
            await services.DisposeAsync();
        }
    }
}
