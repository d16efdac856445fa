using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Settings;

namespace Usher.Bench;

/// <summary>How long a page of the register takes in a room with very many invitations, against one with few.</summary>
internal static class RegisterPages
{
    private const int PageLength = 51;
    private const int Rounds = 40;
    private static readonly InvitationSettings Site = new();

    private static readonly (string Name, RegisterQuery Query)[] Asked =
    [
        ("newest first", new()),
        ("by name", new(Sort: RegisterSort.Name)),
        ("by state", new(Sort: RegisterSort.State)),
        ("by last seen", new(Sort: RegisterSort.LastSeen)),
        ("mail failed", new(MailFailed: true)),
        ("revoked (one in a thousand)", new(InvitationState.Revoked)),
        ("have not come", new(NotCome: true)),
        ("speakers", new(Type: Sessions.Role.Speaker)),
        ("search: one person", new(Query: "guest77777@")),
        ("search: nobody", new(Query: "nobody at all")),
    ];

    /// <param name="postgres">A connection string to an empty database; null for SQLite.</param>
    public static async Task Measure(string? postgres)
    {
        Machine.Print();
        var home = Directory.CreateTempSubdirectory("usher-bench-");
        try
        {
            var storage = postgres is null
                ? new StorageOptions { Connection = $"Data Source={Path.Combine(home.FullName, "register.db")}" }
                : new StorageOptions { Provider = "postgres", Connection = postgres };
            await using var services = new ServiceCollection().AddStorage(storage, home.FullName).BuildServiceProvider();
            await services.GetRequiredService<Schema>().BringUpToDate();
            await Compare(services);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            home.Delete(recursive: true);
        }
    }

    private static async Task Compare(ServiceProvider services)
    {
        var (door, now) = (services.GetRequiredService<WriteDoor>(), TimeProvider.System.Now());
        var databases = services.GetRequiredService<IDbContextFactory<UsherDb>>();
        var few = await ManyInvitations.Seed(door, 100, now);
        var many = await ManyInvitations.Seed(door, 100_000, now.AddSeconds(1));
        Console.WriteLine($"{"a page of 50, median of 40, ms",-40}{"of 100",10}{"of 100,000",14}{"deep in it",14}");
        foreach (var (name, query) in Asked)
        {
            var deep = await Deep(databases, many, query, now);
            var (small, large, far) = (
                await Median(databases, few, query, null, now), await Median(databases, many, query, null, now), await Median(databases, many, query, deep, now));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40}{small,10:0.0}{large,14:0.0}{far,14:0.0}"));
        }
    }

    /// <summary>The fiftieth page, or the last.</summary>
    private static async Task<RegisterCursor?> Deep(IDbContextFactory<UsherDb> databases, RoomId room, RegisterQuery query, DateTimeOffset now)
    {
        RegisterCursor? after = null;
        for (var page = 0; page < 50; page++)
        {
            await using var db = await databases.CreateDbContextAsync();
            var rows = await db.RegisterOf(room, query, after, PageLength, Site, now);
            if (rows.Count < PageLength) break;
            after = RegisterCursor.Of(rows[^1], query.Sort);
        }
        return after;
    }

    private static async Task<double> Median(IDbContextFactory<UsherDb> databases, RoomId room, RegisterQuery query, RegisterCursor? after, DateTimeOffset now)
    {
        var times = new List<double>(Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var db = await databases.CreateDbContextAsync();
            await db.RegisterOf(room, query, after, PageLength, Site, now);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return times.Order().ElementAt(Rounds / 2);
    }
}
