using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Invitations;

/// <summary>The register: finding people in it, and acting on several of them.</summary>
public sealed class RegisterTests
{
    [Theory, OnBothDatabases]
    public async Task It_is_sorted_in_pages_that_miss_nobody_and_repeat_nobody(Engine engine)
    {
        await using var site = await InvitingSite.Start(engine);
        var ids = await Fill(site);
        await site.Site.Door.Write(async db =>
        {
            await Change(db, ids[1], one => one.LastSeenAt = one.IssuedAt.AddMinutes(9));
            await Change(db, ids[4], one => one.LastSeenAt = one.IssuedAt.AddMinutes(9));
            await Change(db, ids[6], one => one.LastSeenAt = one.IssuedAt.AddMinutes(30));
            await Change(db, ids[4], one => one.AcceptedAt = one.IssuedAt);
            await Change(db, ids[2], one => one.RevokedAt = one.IssuedAt);
        });
        Assert.Equal([6, 5, 4, 3, 2, 1, 0], await Walk(site, ids, "sort=issued"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], await Walk(site, ids, "sort=name"));
        Assert.Equal([6, 5, 3, 1, 0, 4, 2], await Walk(site, ids, "sort=state"));
        Assert.Equal([6, 4, 1, 5, 3, 2, 0], await Walk(site, ids, "sort=lastSeen"));
    }

    [Fact]
    public async Task It_is_filtered_by_everything_that_is_known_and_nonsense_is_refused()
    {
        await using var site = await InvitingSite.Start();
        var ids = await Fill(site);
        await site.Patch($"{site.Invitations}/{ids[0]}", new { role = "speaker" });
        await site.Invite(new { session = "every" });
        await site.Site.Door.Write(async db =>
        {
            await Change(db, ids[3], one => one.MailState = MailState.Failed);
            await Change(db, ids[4], one => one.AcceptedAt = one.IssuedAt);
        });
        Assert.Equal([0], await Walk(site, ids, "type=speaker"));
        Assert.Equal([3], await Walk(site, ids, "mail=failed"));
        Assert.Equal(7, (await site.Get($"{site.Invitations}?session={site.Session}")).Body.GetArrayLength());
        Assert.Equal(1, (await site.Get($"{site.Invitations}?session=every")).Body.GetArrayLength());
        Assert.Equal(7, (await site.Get($"{site.Invitations}?came=false")).Body.GetArrayLength());
        var refused = await site.Get($"{site.Invitations}?state=odd&type=7&session=x&mail=ok&came=yes&sort=up");
        Assert.Equal((422, "request.fields"), (refused.Status, refused.Code));
        Assert.Equal(["came", "mail", "session", "sort", "state", "type"], refused.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal(200, (await site.Get($"{site.Invitations}?cursor=0.x.-1")).Status);
    }

    [Fact]
    public async Task What_works_no_more_does_not_say_until_when_it_works()
    {
        await using var site = await InvitingSite.Start();
        var (works, _) = await site.InviteBen();
        using var host = site.Site.NewVisitor();
        await host.SignIn(Cast.Mina);
        Assert.Contains("Works until", (await host.Open($"{site.Invitations}/{works}")).Text, StringComparison.Ordinal);
        await site.Site.Door.Write(db => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.ExpiresAt, DateTimeOffset.FromUnixTimeSeconds(1_000_000_000))));
        Assert.Contains("Worked until", (await host.Open($"{site.Invitations}/{works}")).Text, StringComparison.Ordinal);
        await site.Post($"{site.Invitations}/{works}/revoke");
        var over = (await host.Open($"{site.Invitations}/{works}")).Text;
        Assert.DoesNotContain("Works until", over, StringComparison.Ordinal);
        Assert.DoesNotContain("Worked until", over, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RegisterSort.Issued, 8)]
    [InlineData(RegisterSort.Name, 8)]
    [InlineData(RegisterSort.LastSeen, 9)]
    [InlineData(RegisterSort.State, 12)]
    public async Task A_page_takes_a_number_of_queries_that_does_not_grow_with_the_register(RegisterSort sort, int most)
    {
        await using var site = await InvitingSite.Start();
        await Fill(site);
        var counter = new CountQueries();
        await using var reading = site.Site.Read();
        await using var db = new UsherDb(new DbContextOptionsBuilder<UsherDb>().UseSqlite(reading.Database.GetConnectionString()).AddInterceptors(counter).Options);
        foreach (var limit in new[] { 1, 3, 8 })
        {
            counter.Queries = 0;
            var now = TimeProvider.System.Now();
            var rows = await db.RegisterOf(RoomId.Parse(site.Room, null), new RegisterQuery(Sort: sort), null, limit, new Usher.Settings.InvitationSettings(), now);
            Assert.Equal(Math.Min(limit, 7), rows.Count);
            Assert.InRange(counter.Queries, 5, most);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Something_is_done_to_several_at_once_and_each_hears_how_it_went(Engine engine)
    {
        await using var site = await InvitingSite.Start(engine);
        var ids = await Fill(site);
        await site.Post($"{site.Invitations}/{ids[2]}/revoke");
        var unknown = InvitationId.New(DateTimeOffset.UnixEpoch).ToString();

        var promoted = await Several(site, new { act = "changeType", invitations = new[] { ids[0], ids[2], unknown }, role = "moderator" });
        Assert.Equal(1, promoted.Body.GetProperty("done").GetInt32());
        Assert.Equivalent(new[] { (ids[0], (string?)null), (ids[2], "invitation.over"), (unknown, "invitation.unknown") }, Verdicts(promoted));
        Assert.Equal("moderator", (await site.Get($"{site.Invitations}/{ids[0]}")).Text("role"));

        var now = TimeProvider.System.GetUtcNow();
        await site.Patch($"{site.Invitations}/{ids[0]}", new { expiresAt = now.AddHours(1) });
        await site.Patch($"{site.Invitations}/{ids[1]}", new { expiresAt = now.AddDays(9) });
        var extended = await Several(site, new { act = "extend", invitations = new[] { ids[0], ids[1], ids[2] }, expiresAt = now.AddDays(5) });
        Assert.Equivalent(new[] { (ids[0], (string?)null), (ids[1], "invitation.works-longer"), (ids[2], "invitation.over") }, Verdicts(extended));
        Assert.Equal("revoked", (await site.Get($"{site.Invitations}/{ids[2]}")).Text("state"));
        Assert.Equal(422, (await Several(site, new { act = "extend", invitations = ids, expiresAt = now.AddDays(900) })).Status);

        Assert.Equal(3, (await Several(site, new { act = "revoke", invitations = new[] { ids[0], ids[1], ids[2] } })).Body.GetProperty("done").GetInt32());
        Assert.Equal([2, 1, 0], await Walk(site, ids, "state=revoked"));
        Assert.Equal((422, "invitation.mail-off"), (await Several(site, new { act = "send", notCome = true })) is var off ? (off.Status, off.Code) : default);
        Assert.Equal(422, (await Several(site, new { act = "revoke" })).Status);
    }

    [Fact]
    public async Task Nothing_of_another_room_is_touched()
    {
        await using var site = await InvitingSite.Start();
        var (id, _) = await site.InviteBen();
        var other = (await site.Post("/rooms", new { title = "Another", timeZone = "Europe/Dublin" })).Text("id");
        var answer = await site.Post($"/rooms/{other}/invitations/several", new { act = "revoke", invitations = new[] { id } });
        Assert.Equal(0, answer.Body.GetProperty("done").GetInt32());
        Assert.Equal("pending", (await site.Get($"{site.Invitations}/{id}")).Text("state"));
    }

    [Fact]
    public async Task Scanners_and_previews_are_counted_apart_and_decide_nothing()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        using var somebody = site.Site.NewVisitor();
        foreach (var (method, agent) in new[] { (HttpMethod.Get, "Slackbot-LinkExpanding 1.0"), (HttpMethod.Get, "Slackbot-LinkExpanding 1.0"), (HttpMethod.Head, "Mozilla/5.0 Firefox/140.0"), (HttpMethod.Get, "Mozilla/5.0 Firefox/140.0") })
        {
            using var request = new HttpRequestMessage(method, link) { Headers = { { "User-Agent", agent } } };
            using var answer = await somebody.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        for (var tries = 0; tries < 100; tries++, await Task.Delay(100, TestContext.Current.CancellationToken))
            if ((await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("previews").GetInt32() == 3) break;
        var row = await site.Get($"{site.Invitations}/{id}");
        Assert.Equal((3, "pending"), (row.Body.GetProperty("previews").GetInt32(), row.Text("state")));
        Assert.Single((await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray());
    }

    [Fact]
    public async Task It_and_a_history_are_to_be_had_as_files_in_which_nothing_is_a_formula()
    {
        await using var site = await InvitingSite.Start();
        var (id, _) = await site.InviteBen(new { firstName = "=HYPERLINK(1)", lastName = "+Okafor" });
        var register = await site.Host.GetStringAsync($"/api/v1{site.Invitations}/register.csv?state=pending", TestContext.Current.CancellationToken);
        Assert.Matches(",\"?'=HYPERLINK\\(1\\)\"?,\"?'\\+Okafor\"?,ben.okafor@tidewright.example,Viewer,", register);
        Assert.DoesNotContain("ben.okafor", await site.Host.GetStringAsync($"/api/v1{site.Invitations}/register.csv?state=revoked", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(",Invited,", await site.Host.GetStringAsync($"/api/v1{site.Invitations}/{id}/history.csv", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<string[]> Fill(InvitingSite site)
    {
        var ids = new List<string>();
        foreach (var name in new[] { "adler", "Brandt", "clarke", "Dietz", "eriksen", "Fuchs", "garcia" })
            ids.Add((await site.Invite(new { email = $"{name}@harbour.example", firstName = "Guest", lastName = name })).Text("id"));
        return [.. ids];
    }

    private static async Task Change(UsherDb db, string id, Action<Invitation> change) =>
        change(await db.Set<Invitation>().SingleAsync(one => one.Id == InvitationId.Parse(id, null)));

    /// <summary>All pages of two, one after another, each person by their place in <paramref name="ids"/>.</summary>
    private static async Task<List<int>> Walk(InvitingSite site, string[] ids, string query)
    {
        var seen = new List<int>();
        for (var path = $"{site.Invitations}?limit=2&{query}"; path.Length > 0;)
        {
            var page = await site.Get(path);
            Assert.Equal(200, page.Status);
            seen.AddRange(page.Body.EnumerateArray().Select(row => Array.IndexOf(ids, row.GetProperty("id").GetString()!)));
            path = page.Response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1]["/api/v1".Length..] : "";
        }
        return seen;
    }

    private static Task<Answer> Several(InvitingSite site, object request) => site.Post($"{site.Invitations}/several", request);

    private static List<(string, string?)> Verdicts(Answer answer) =>
    [
        .. answer.Body.GetProperty("verdicts").EnumerateArray().Select(one =>
            (one.GetProperty("invitation").GetString()!, one.TryGetProperty("code", out var code) ? code.GetString() : null)),
    ];

    private sealed class CountQueries : DbCommandInterceptor
    {
        public int Queries { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Queries++;
            return new(result);
        }
    }
}
