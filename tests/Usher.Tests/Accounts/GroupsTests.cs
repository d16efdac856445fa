using System.Net;
using System.Net.Http.Json;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>Groups in the hands of an admin.</summary>
public sealed class GroupsTests
{
    private const string Path = "/api/v1/admin/groups";

    [Theory, OnBothDatabases]
    public async Task A_name_is_given_once_whatever_its_case_and_whoever_asks_at_once(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var mina = await Admin(site);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => mina.Http.PostAsJsonAsync(Path, new { name = i % 2 == 0 ? "Faculty" : " FACULTY " })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created)) Assert.Equal("group.exists", await answer.Problem());
    }

    [Theory, OnBothDatabases]
    public async Task Members_come_and_go_and_a_list_leads_on(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var mina = await Admin(site);
        var group = await Make(mina, "Faculty");
        var (ada, ben) = (await site.Enroll(Cast.Ada), await site.Enroll(Cast.Ben));
        foreach (var one in new[] { ada, ben, ada }) Assert.Equal(HttpStatusCode.NoContent, (await mina.Http.PutAsync($"{group}/members/{one}", null)).StatusCode);
        Assert.Equal(2, (await (await mina.Http.GetAsync(group)).Json()).GetProperty("members").GetInt32());
        using var first = await mina.Http.GetAsync($"{group}/members?limit=1");
        Assert.Equal(Cast.Ada.Email, (await first.Json())[0].GetProperty("email").GetString());
        using var rest = await mina.Http.GetAsync(first.Headers.GetValues("Link").Single().Split('<', '>')[1]);
        Assert.Equal(Cast.Ben.Email, (await rest.Json())[0].GetProperty("email").GetString());
        await mina.Http.DeleteAsync($"{group}/members/{ada}");
        Assert.Equal(1, (await (await mina.Http.GetAsync($"{group}/members")).Json()).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await mina.Http.DeleteAsync(group)).StatusCode);
        Assert.Equal("group.unknown", await (await mina.Http.GetAsync(group)).Problem());
    }

    [Theory, OnBothDatabases]
    public async Task Who_is_added_while_the_group_is_deleted_is_told_either_way(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var mina = await Admin(site);
        var ada = await site.Enroll(Cast.Ada);
        for (var round = 0; round < 10; round++)
        {
            var group = await Make(mina, $"Faculty {round}");
            var (add, delete) = (mina.Http.PutAsync($"{group}/members/{ada}", null), mina.Http.DeleteAsync(group));
            Assert.Equal(HttpStatusCode.NoContent, (await delete).StatusCode);
            Assert.Contains((await add).StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.NotFound });
        }
        await using var db = site.Read();
        Assert.Empty(db.Set<GroupMember>());
    }

    [Theory, OnBothDatabases]
    public async Task Who_is_erased_while_they_are_added_is_not_taken_for_a_group_that_is_gone(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        using var mina = await Admin(site);
        var group = await Make(mina, "Faculty");
        for (var round = 0; round < 10; round++)
        {
            var ada = await site.Enroll(Cast.Ada);
            var (add, erase) = (mina.Http.PutAsync($"{group}/members/{ada}", null), mina.Http.PostAsJsonAsync("/api/v1/admin/erasures", new { email = Cast.Ada.Email }));
            Assert.Equal(HttpStatusCode.OK, (await erase).StatusCode);
            using var added = await add;
            if (!added.IsSuccessStatusCode) Assert.Equal("group.no-such-account", await added.Problem());
        }
        await using var db = site.Read();
        Assert.Empty(db.Set<GroupMember>());
    }

    [Fact]
    public async Task A_group_is_renamed_by_who_has_seen_it_last()
    {
        await using var site = await UsherSite.Start();
        using var mina = await Admin(site);
        var group = await Make(mina, "Faculty");
        using var seen = await mina.Http.GetAsync(group);
        mina.Http.DefaultRequestHeaders.IfMatch.Add(seen.Headers.ETag!);
        Assert.Equal("Lecturers", (await (await mina.Http.PatchAsJsonAsync(group, new { name = "Lecturers" })).Json()).GetProperty("name").GetString());
        Assert.Equal("request.stale", await (await mina.Http.PatchAsJsonAsync(group, new { name = "Staff" })).Problem());
    }

    [Fact]
    public async Task What_is_no_name_and_who_is_nobody_is_refused()
    {
        await using var site = await UsherSite.Start();
        using var mina = await Admin(site);
        foreach (var name in new[] { "", "  ", "two\nlines", new string('x', 101) }) Assert.Equal("request.fields", await (await mina.Http.PostAsJsonAsync(Path, new { name })).Problem());
        var group = await Make(mina, "Faculty");
        Assert.Equal("group.no-such-account", await (await mina.Http.PutAsync($"{group}/members/{AccountId.New(DateTimeOffset.UnixEpoch)}", null)).Problem());
    }

    [Fact]
    public async Task Whoever_is_no_admin_is_refused()
    {
        await using var site = await UsherSite.Start();
        using var ada = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada, SiteRole.Creator), Scopes.Admin));
        Assert.Equal("forbidden", await (await ada.Http.GetAsync(Path)).Problem());
        Assert.Equal("forbidden", await (await ada.Http.PostAsJsonAsync(Path, new { name = "Mine" })).Problem());
    }

    private static async Task<string> Make(Visitor admin, string name)
    {
        using var made = await admin.Http.PostAsJsonAsync(Path, new { name });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return made.Headers.Location!.OriginalString;
    }

    private static async Task<Visitor> Admin(UsherSite site) =>
        site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Mina, SiteRole.Admin), Scopes.Admin));
}
