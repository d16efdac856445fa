using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Bench;

/// <summary>How long a page of the register takes in a room with very many invitations, against one with few.</summary>
internal static class RegisterPages
{
    private const int Many = 100_000;
    private const int PageLength = 51;
    private const int DeepPage = 500;
    private const int Rounds = 20;
    private static readonly InvitationSettings Site = new();

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

    private static IEnumerable<(string Name, RegisterQuery Query)> Asked(SessionId session) =>
    [
        ("sorted: newest first", new()),
        ("sorted: by name", new(Sort: RegisterSort.Name)),
        ("sorted: by state", new(Sort: RegisterSort.State)),
        ("sorted: by last seen", new(Sort: RegisterSort.LastSeen)),
        ("pending (two in three)", new(InvitationState.Pending)),
        ("accepted (one in three)", new(InvitationState.Accepted)),
        ("expired (nobody)", new(InvitationState.Expired)),
        ("revoked (one in a thousand)", new(InvitationState.Revoked)),
        ("void (nobody)", new(InvitationState.Void)),
        ("speakers (one in twenty)", new(Type: Role.Speaker)),
        ("moderators (nobody)", new(Type: Role.Moderator)),
        ("of one session (every other)", new(Session: session)),
        ("of another session (nobody)", new(Session: SessionId.New(DateTimeOffset.UnixEpoch))),
        ("of every session (every other)", new(EverySession: true)),
        ("mail failed (one in a hundred)", new(MailFailed: true)),
        ("have not come", new(NotCome: true)),
        ("wait for a new link (nobody)", new(Asking: Asking.NewLink)),
        ("wait for another device (nobody)", new(Asking: Asking.NewDevice)),
        ("can't come (nobody)", new(Asking: Asking.CannotCome)),
        ("search: a name (one in ten)", new(Query: "eriksen")),
        ("search: the same, by name", new(Query: "eriksen", Sort: RegisterSort.Name)),
        ("search: part of an address (one)", new(Query: "guest77777@")),
        ("search: the same, by state", new(Query: "guest77777@", Sort: RegisterSort.State)),
        ("search: the same, mail failed", new(Query: "guest77777@", MailFailed: true)),
        ("search: nobody", new(Query: "nobody at all")),
    ];

    private static async Task Compare(ServiceProvider services)
    {
        var (door, now) = (services.GetRequiredService<WriteDoor>(), TimeProvider.System.Now());
        var databases = services.GetRequiredService<IDbContextFactory<UsherDb>>();
        var (few, _) = await ManyInvitations.Seed(door, 100, now);
        var (many, session) = await ManyInvitations.Seed(door, Many, now.AddSeconds(1));
        Console.WriteLine($"{$"a page of {PageLength - 1}, quickest of {Rounds}, ms",-40}{"of 100",10}{"of 100,000",14}{$"page {DeepPage} or last",20}");
        foreach (var (name, query) in Asked(session))
        {
            var (page, deep) = await Deep(databases, many, query, now);
            Row(
                name, page,
                await Quickest(databases, db => db.RegisterOf(few, query, null, PageLength, Site, now)),
                await Quickest(databases, db => db.RegisterOf(many, query, null, PageLength, Site, now)),
                deep is null ? null : await Quickest(databases, db => db.RegisterOf(many, query, deep, PageLength, Site, now)));
        }
        await Counts(databases, few, many, now);
    }

    private static async Task Counts(IDbContextFactory<UsherDb> databases, RoomId few, RoomId many, DateTimeOffset now)
    {
        var grace = TimeSpan.FromMinutes(Site.GraceMinutes);
        Func<UsherDb, RoomId, Task> invited = (db, room) => db.InvitationCountsOf(room);
        Func<UsherDb, RoomId, Task> waiting = (db, room) => db.Set<Invitation>().Where(one => one.RoomId == room).In(InvitationState.Pending, grace, now).CountAsync();
        Func<UsherDb, RoomId, Task> suggested = (db, room) => db.PeopleLike(room, default, "guest77777");
        foreach (var (name, read) in new[] { ("the counts on the media page", invited), ("how many have not come", waiting), ("suggestions while typing an address", suggested) })
            Row(name, null, await Quickest(databases, db => read(db, few)), await Quickest(databases, db => read(db, many)), null);
    }

    private static void Row(string name, int? page, double few, double many, double? deep) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-40}{few,10:0.0}{many,14:0.0}{(deep is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{deep:0.0} ({page})")),20}"));

    /// <summary>Where the five hundredth page begins, or the last.</summary>
    private static async Task<(int Page, RegisterCursor? After)> Deep(IDbContextFactory<UsherDb> databases, RoomId room, RegisterQuery query, DateTimeOffset now)
    {
        // Found in few large steps: the place is the same.
        const int step = 5000;
        const int most = DeepPage * (PageLength - 1);
        var (seen, last) = (0, new List<RegisterCursor>());
        for (var found = step; found == step && seen < most; seen += found)
        {
            await using var db = await databases.CreateDbContextAsync();
            var rows = await db.RegisterOf(room, query, last.Count == 0 ? null : last[^1], step, Site, now);
            found = rows.Count;
            last = [.. last.Concat(rows.Select(row => RegisterCursor.Of(row, query.Sort))).TakeLast(PageLength)];
        }
        return seen < PageLength ? (1, null) : ((seen + PageLength - 2) / (PageLength - 1), last[0]);
    }

    // Not the median: what else the machine does only ever adds to a reading.
    private static async Task<double> Quickest(IDbContextFactory<UsherDb> databases, Func<UsherDb, Task> read)
    {
        var times = new List<double>(Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var db = await databases.CreateDbContextAsync();
            await read(db);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return times.Min();
    }
}
