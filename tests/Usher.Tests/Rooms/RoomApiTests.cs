using System.Net;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Rooms;

public sealed class RoomApiTests
{
    [Theory, OnBothDatabases]
    public async Task A_room_is_made_read_changed_and_deleted(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var ada = await site.Join(Cast.Ada);
        var made = await ada.Post("/rooms", new { title = " Tides and turbines ", description = "**Hello**", timeZone = "Europe/Dublin", speakers = new[] { new { name = "Ben Okafor", about = "Chief engineer" } } });
        var room = $"/rooms/{made["id"]}";
        Assert.Equal(("Tides and turbines", "private", "owner", "byRequest", "\"1\""), (made["title"], made["access"], made["standing"], made["stageMode"], made.ETag));

        var changed = await ada.Patch(room, new { title = "Tides", access = "public", speakers = new[] { new { name = "Cy Marsh" } } }, made.ETag);
        Assert.Equal(("Tides", "**Hello**", "public", "\"2\""), (changed["title"], changed["description"], changed["access"], changed.ETag));
        Assert.Equal("Cy Marsh", changed.Json.GetProperty("speakers").EnumerateArray().Single().GetProperty("name").GetString());

        Assert.Equal("204", (await ada.Delete(room)).Said);
        Assert.Equal("404 room.unknown", (await ada.Get(room)).Said);
        Assert.Equal("404 room.unknown", (await ada.Patch(room, new { title = "Back?" })).Said);
        Assert.Equal("404 room.unknown", (await ada.Delete(room)).Said);
    }

    [Fact]
    public async Task Of_two_who_edit_at_once_the_second_is_told()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom();
        Assert.Equal("200", (await ada.Patch(room, new { title = "First" }, "\"1\"")).Said);
        Assert.Equal("412 request.stale", (await ada.Patch(room, new { title = "Second" }, "\"1\"")).Said);
        Assert.Equal("412 request.stale", (await ada.Patch(room, new { title = "Third" }, "\"one\"")).Said);
        Assert.Equal("First", (await ada.Get(room))["title"]);
        Assert.Equal("200", (await ada.Patch(room, new { title = "Fourth" })).Said);
    }

    [Fact]
    public async Task What_does_not_fit_is_told_field_by_field()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var refused = await ada.Post("/rooms", new { title = " ", timeZone = "Mars/Base", access = "course", description = new string('x', 20_001), speakers = new[] { new { name = "" } } });
        Assert.Equal("422 request.fields", refused.Said);
        Assert.Equal(["access", "description", "speakers", "timeZone", "title"], refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        Assert.Equal("422 request.fields", (await ada.Post("/rooms")).Said);
        Assert.Equal("400 request.malformed", (await ada.Post("/rooms", new { tittle = "Tides" })).Said);
        Assert.Equal("400 request.malformed", (await ada.Post("/rooms", new { title = "Tides", access = 3 })).Said);
    }

    [Fact]
    public async Task Only_creators_make_rooms()
    {
        await using var site = await RoomSite.Open();
        var dana = await site.Join(Cast.Dana, SiteRole.Member);
        Assert.Equal("403 room.creators-only", (await dana.Post("/rooms", new { title = "Mine" })).Said);
    }

    [Fact]
    public async Task To_strangers_a_private_room_is_as_unknown_as_one_that_is_not_there()
    {
        await using var site = await RoomSite.Open();
        var (ada, gus) = (await site.Join(Cast.Ada), await site.Join(Cast.Gus));
        var secret = await ada.MakeRoom();
        var nowhere = $"/rooms/{RoomId.New(site.Time.Now())}";
        foreach (var room in new[] { secret, nowhere })
        {
            Assert.Equal("404 room.unknown", (await gus.Get(room)).Said);
            Assert.Equal("404 room.unknown", (await gus.Patch(room, new { title = "Mine" })).Said);
            Assert.Equal("404 room.unknown", (await gus.Delete(room)).Said);
            Assert.Equal("404 room.unknown", (await gus.Get($"{room}/collaborators")).Said);
            Assert.Equal("404 room.unknown", (await gus.Put($"{room}/collaborators/{gus.Account}", new { standing = "owner" })).Said);
            Assert.Equal("404 room.unknown", (await gus.Get($"{room}/sessions")).Said);
            Assert.Equal("404 room.unknown", (await gus.Post($"{room}/sessions")).Said);
        }
        var open = await ada.MakeRoom(access: "members");
        Assert.Equal("200", (await gus.Get(open)).Said);
        Assert.Equal("403 room.forbidden", (await gus.Patch(open, new { title = "Mine" })).Said);
        Assert.Equal("403 room.forbidden", (await gus.Get($"{open}/collaborators")).Said);
    }

    [Fact]
    public async Task Every_standing_may_do_what_the_table_says_and_nothing_else()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var people = new Dictionary<Standing, Caller>
        {
            [Standing.CoOwner] = await site.Join(Cast.Ben),
            [Standing.CoEditor] = await site.Join(Cast.Cy),
            [Standing.CoPublisher] = await site.Join(Cast.Dana),
            [Standing.CoViewer] = await site.Join(Cast.Elif),
        };
        var room = await ada.MakeRoom();
        foreach (var (standing, person) in people)
            Assert.Equal("200", (await ada.Put($"{room}/collaborators/{person.Account}", new { standing = char.ToLowerInvariant($"{standing}"[0]) + $"{standing}"[1..] })).Said);
        var femi = await site.Join(Cast.Femi);
        foreach (var (standing, person) in people)
        {
            Assert.Equal("200", (await person.Get(room)).Said);
            await Expect(standing, RoomAct.Edit, await person.Patch(room, new { title = $"By {standing}" }));
            await Expect(standing, RoomAct.ChangeAccess, await person.Patch(room, new { access = standing is Standing.CoOwner ? "members" : "private" }));
            await Expect(standing, RoomAct.Collaborators, await person.Put($"{room}/collaborators/{femi.Account}", new { standing = "coViewer" }));
            await Expect(standing, RoomAct.Edit, await person.Call(HttpMethod.Put, $"{room}/poster", Convert.FromHexString("ffd8ffe0")));
            await Expect(standing, RoomAct.Edit, await person.Post($"{room}/sessions"));
            await Expect(standing, RoomAct.Delete, await person.Delete(room));
        }
        Assert.Equal("204", (await ada.Delete(room)).Said);

        static Task Expect(Standing standing, RoomAct act, Answer answer)
        {
            if (standing.May(act)) Assert.InRange((int)answer.Status, 200, 299);
            else Assert.Equal("403 room.forbidden", answer.Said);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task My_rooms_come_in_parts_newest_first()
    {
        await using var site = await RoomSite.Open();
        var (ada, ben) = (await site.Join(Cast.Ada), await site.Join(Cast.Ben));
        foreach (var number in Enumerable.Range(1, 5))
        {
            await ada.MakeRoom($"Room {number}");
            site.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await ben.MakeRoom("Not mine");
        var titles = new List<string?>();
        for (var path = "/rooms?limit=2"; path is not null;)
        {
            var part = await ada.Get(path);
            titles.AddRange(part.Json.EnumerateArray().Select(room => room.GetProperty("title").GetString()));
            path = part.Link?.Split('<', '>')[1]["/api/v1".Length..];
        }
        Assert.Equal(["Room 5", "Room 4", "Room 3", "Room 2", "Room 1"], titles);
    }

    [Fact]
    public async Task Every_act_leaves_its_line_in_the_audit()
    {
        await using var site = await RoomSite.Open();
        var (ada, ben) = (await site.Join(Cast.Ada), await site.Join(Cast.Ben));
        var room = await ada.MakeRoom();
        await ada.Patch(room, new { access = "members" });
        await ada.Put($"{room}/collaborators/{ben.Account}", new { standing = "coEditor" });
        await ada.Patch(room, new { access = "nonsense" });
        await ben.Delete(room);
        await ada.Delete(room);
        await using var db = site.Site.Read();
        var lines = await db.Set<AuditLine>().Where(line => line.On == room.Substring("/rooms/".Length)).OrderBy(line => line.Id).ToListAsync();
        Assert.Equal(["room.created", "room.edited", "room.access-changed", "collaborator.set", "room.deleted"], lines.Select(line => line.What));
        Assert.All(lines, line => Assert.Equal((ada.Account.ToString(), "127.0.0.1"), (line.By, line.From)));
    }
}
