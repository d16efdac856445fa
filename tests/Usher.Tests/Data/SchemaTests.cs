using System.Runtime.Loader;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Data;

/// <summary>Sites are brought up to date with people in them, which an empty database does not show.</summary>
public sealed class SchemaTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 16, 5, 0, TimeSpan.Zero);

    [Theory, OnBothDatabases]
    public async Task The_latest_step_is_taken_by_a_database_that_is_in_use(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var (room, host) = (RoomId.New(Now), AccountId.New(Now));
        await store.Door.Write(db =>
        {
            db.Add(new Account { Id = host, FirstName = "Ada", LastName = "Lindqvist", Email = "ada@northfield.example", CreatedAt = Now, SecurityStamp = "stamp" });
            db.Add(new Room { Id = room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = Now });
            db.Add(new Invitation
            {
                Id = InvitationId.New(Now),
                RoomId = room,
                Email = "Ben@tidewright.example",
                EmailKey = "ben@tidewright.example",
                FirstName = "Ben",
                LastName = "Okafor",
                Role = Role.Speaker,
                MaxDevices = 1,
                IssuedById = host,
                IssuedAt = Now,
            });
            return Task.CompletedTask;
        });
        await using (var db = Migrating(engine, store.Storage.Connection!))
        {
            var before = db.Database.GetMigrations().SkipLast(1).Last();
            await db.Database.MigrateAsync(before);
            Assert.Single(await db.Database.GetPendingMigrationsAsync());
            await db.Database.MigrateAsync();
        }
        await using var read = store.Read();
        Assert.Equal("ben@tidewright.example ben okafor", (await read.Invitations.AsNoTracking().SingleAsync()).SearchText);
    }

    private static UsherDb Migrating(Engine engine, string connection)
    {
        var steps = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"Usher.Migrations.{engine}.dll"));
        var options = new DbContextOptionsBuilder<UsherDb>();
        return new((engine is Engine.Postgres ? options.UseNpgsql(connection, to => to.MigrationsAssembly(steps)) : options.UseSqlite(connection, to => to.MigrationsAssembly(steps))).Options);
    }
}
