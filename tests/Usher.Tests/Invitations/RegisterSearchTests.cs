using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Invitations;

/// <summary>Searching and counting a register of very many: what is found, and that the database need not fetch what is not.</summary>
public sealed class RegisterSearchTests
{
    private const int Many = 700;
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 16, 5, 0, TimeSpan.Zero);
    private static readonly InvitationSettings Site = new();

    [Theory, OnBothDatabases]
    public async Task Few_and_many_are_found_in_every_order_and_on_every_page(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var room = await Fill(store);
        foreach (var sort in Enum.GetValues<RegisterSort>())
        {
            Assert.Equal(["Åsa Berg"], await Found(store, room, new(Query: "ÅSA", Sort: sort)));
            Assert.Equal(["Guest 77"], await Found(store, room, new(Query: "GUEST77@", Sort: sort)));
            Assert.Empty(await Found(store, room, new(Query: "nobody at all", Sort: sort)));
            var all = await Found(store, room, new(Query: "harbour.example", Sort: sort));
            Assert.Equal((Many + 1, Many + 1), (all.Count, all.Distinct(StringComparer.Ordinal).Count()));
        }
        var named = await Found(store, room, new(Query: "harbour.example", Sort: RegisterSort.Name));
        Assert.Equal([.. Enumerable.Range(0, Many).Select(number => $"{number}").Order(StringComparer.Ordinal)], named.Where(name => name.StartsWith("Guest", StringComparison.Ordinal)).Select(name => name["Guest ".Length..]));
        Assert.Equal(Many / 7, (await Found(store, room, new(Query: "harbour.example", Type: Role.Speaker, Sort: RegisterSort.Name))).Count);
    }

    [Fact]
    public async Task What_was_typed_is_looked_for_in_the_index_that_holds_the_text_and_counts_are_made_of_an_index_alone()
    {
        await using var store = await Store.Open(Engine.Sqlite);
        var room = await Fill(store);
        var plans = new Plans();
        await using var db = new UsherDb(new DbContextOptionsBuilder<UsherDb>().UseSqlite(store.Storage.Connection).AddInterceptors(plans).Options);
        foreach (var sort in Enum.GetValues<RegisterSort>())
        {
            await plans.Of(() => db.RegisterOf(room, new(Query: "guest77@", Sort: sort), null, 51, Site, Now));
            Assert.Contains("INDEX ix_invitations_room_id_id_search_text", plans.First, StringComparison.Ordinal);
        }
        await plans.Of(() => db.InvitationCountsOf(room));
        Assert.Contains("USING COVERING INDEX ix_invitations_room_id_revoked_at_accepted_at_expires_at_session_id", plans.First, StringComparison.Ordinal);
        await plans.Of(() => db.RegisterOf(room, new(Sort: RegisterSort.Name), null, 51, Site, Now));
        Assert.Contains("INDEX ix_invitations_room_id_sort_name_id", plans.First, StringComparison.Ordinal);
        await plans.Of(() => db.RegisterOf(room, new(MailFailed: true), null, 51, Site, Now));
        Assert.Contains("INDEX ix_invitations_room_id_mail_state_id", plans.First, StringComparison.Ordinal);
    }

    private static async Task<RoomId> Fill(Store store)
    {
        var (room, host) = (RoomId.New(Now), AccountId.New(Now));
        await store.Door.Write(db =>
        {
            db.Add(new Account { Id = host, FirstName = "Ada", LastName = "Lindqvist", Email = "ada@northfield.example", CreatedAt = Now, SecurityStamp = "stamp" });
            db.Add(new Room { Id = room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = Now });
            for (var number = 0; number < Many; number++) db.Add(Invitation(room, host, $"guest{number}@harbour.example", "Guest", $"{number}", number % 7 == 0 ? Role.Speaker : Role.Viewer, number));
            db.Add(Invitation(room, host, "a.berg@harbour.example", "Åsa", "Berg", Role.Viewer, Many));
            return Task.CompletedTask;
        });
        return room;
    }

    private static Invitation Invitation(RoomId room, AccountId host, string email, string first, string last, Role role, int number) => new()
    {
        Id = InvitationId.New(Now.AddSeconds(number)),
        RoomId = room,
        Email = email,
        EmailKey = email,
        FirstName = first,
        LastName = last,
        Role = role,
        MaxDevices = 1,
        IssuedById = host,
        IssuedAt = Now,
        LastSeenAt = number % 2 == 0 ? Now.AddSeconds(number) : null,
    };

    private static async Task<List<string>> Found(Store store, RoomId room, RegisterQuery query)
    {
        const int page = 300;
        var (names, after) = (new List<string>(), (RegisterCursor?)null);
        while (true)
        {
            await using var db = store.Read();
            var rows = await db.RegisterOf(room, query, after, page, Site, Now.AddHours(1));
            names.AddRange(rows.Select(row => row.Name));
            if (rows.Count < page) return names;
            after = RegisterCursor.Of(rows[^1], query.Sort);
        }
    }

    /// <summary>How SQLite goes about what it is asked.</summary>
    private sealed class Plans : DbCommandInterceptor
    {
        private readonly List<string> seen = [];

        /// <summary>Of the first query.</summary>
        public string First => seen[0];

        public async Task Of(Func<Task> reading)
        {
            seen.Clear();
            await reading();
        }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await using var explain = command.Connection!.CreateCommand();
            explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            foreach (DbParameter parameter in command.Parameters)
            {
                var copy = explain.CreateParameter();
                (copy.ParameterName, copy.Value) = (parameter.ParameterName, parameter.Value);
                explain.Parameters.Add(copy);
            }
            var lines = new List<string>();
            await using (var reader = await explain.ExecuteReaderAsync(cancellationToken))
                while (await reader.ReadAsync(cancellationToken)) lines.Add(reader.GetString(3));
            seen.Add(string.Join('\n', lines));
            return result;
        }
    }
}
