using Microsoft.Extensions.DependencyInjection;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Sessions;

public sealed class SessionApiTests
{
    [Theory, OnBothDatabases]
    public async Task A_session_is_scheduled_moved_opened_and_ended(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom();
        var made = await ada.Post($"{room}/sessions", new { startsAt = "2024-11-28T17:00:00+01:00", endsAt = "2024-11-28T17:30:00Z" });
        Assert.Equal(("201", "notYet", "15", "\"1\""), (made.Said, made["phase"], made["earlyEntryMinutes"], made.ETag));
        Assert.Equal("2024-11-28T16:00:00.000Z", made["startsAt"]);
        var session = $"{room}/sessions/{made["id"]}";

        var moved = await ada.Patch(session, new { startsAt = "2024-11-28T16:30:00Z", earlyEntryMinutes = 5 }, made.ETag);
        Assert.Equal(("2024-11-28T17:30:00.000Z", "5", "\"2\""), (moved["endsAt"], moved["earlyEntryMinutes"], moved.ETag));
        Assert.Equal("412 request.stale", (await ada.Patch(session, new { earlyEntryMinutes = 6 }, made.ETag)).Said);
        Assert.Equal("425 session.not-open", (await ada.Post($"{session}/close")).Said);

        Assert.Equal("open", (await ada.Post($"{session}/open"))["phase"]);
        Assert.Equal("open", (await ada.Post($"{session}/open"))["phase"]);
        Assert.Equal("204", (await ada.Post($"{session}/close")).Said);
        Assert.Equal("ended", (await ada.Get(session))["phase"]);
        Assert.Equal("410 session.ended", (await ada.Post($"{session}/close")).Said);
        Assert.Equal("410 session.ended", (await ada.Post($"{session}/open")).Said);
        Assert.Equal("410 session.ended", (await ada.Patch(session, new { earlyEntryMinutes = 6 })).Said);
    }

    [Fact]
    public async Task A_time_that_is_null_is_taken_away_and_one_that_is_not_given_stays()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom();
        var session = $"{room}/sessions/{(await ada.Post($"{room}/sessions", new { startsAt = "2024-11-28T17:00:00Z", endsAt = "2024-11-28T18:00:00Z" }))["id"]}";
        var open = await ada.Patch(session, new { endsAt = (string?)null });
        Assert.Equal("2024-11-28T17:00:00.000Z", open["startsAt"]);
        Assert.False(open.Json.TryGetProperty("endsAt", out _));
        Assert.Equal("open", (await ada.Patch(session, new { startsAt = (string?)null }))["phase"]);
    }

    [Fact]
    public async Task Times_that_cannot_be_are_refused()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom();
        Assert.Equal("startsAt", await Fault(new { endsAt = "2024-11-29T16:00:00Z" }));
        Assert.Equal("endsAt", await Fault(new { startsAt = "2024-11-29T16:00:00Z", endsAt = "2024-11-29T16:00:00Z" }));
        Assert.Equal("endsAt", await Fault(new { startsAt = "2024-11-27T16:00:00Z", endsAt = "2024-11-27T17:00:00Z" }));
        Assert.Equal("earlyEntryMinutes", await Fault(new { earlyEntryMinutes = -1 }));
        Assert.Equal("earlyEntryMinutes", await Fault(new { earlyEntryMinutes = 1441 }));

        async Task<string> Fault(object times)
        {
            var refused = await ada.Post($"{room}/sessions", times);
            Assert.Equal("422 request.fields", refused.Said);
            return refused.Json.GetProperty("errors").EnumerateObject().Single().Name;
        }
    }

    [Fact]
    public async Task A_cancelled_session_is_gone_and_one_of_another_room_is_unknown()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var (room, other) = (await ada.MakeRoom(), await ada.MakeRoom());
        var id = (await ada.Post($"{room}/sessions"))["id"];
        Assert.Equal("404 session.unknown", (await ada.Get($"{other}/sessions/{id}")).Said);
        Assert.Equal("404 session.unknown", (await ada.Post($"{other}/sessions/{id}/close")).Said);
        Assert.Equal("204", (await ada.Delete($"{room}/sessions/{id}")).Said);
        Assert.Equal("404 session.unknown", (await ada.Get($"{room}/sessions/{id}")).Said);
        Assert.Empty((await ada.Get($"{room}/sessions")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Co_publishers_open_and_end_what_they_may_not_schedule()
    {
        await using var site = await RoomSite.Open();
        var (ada, dana, elif) = (await site.Join(Cast.Ada), await site.Join(Cast.Dana), await site.Join(Cast.Elif));
        var room = await ada.MakeRoom();
        var session = $"{room}/sessions/{(await ada.Post($"{room}/sessions", new { startsAt = "2024-11-29T16:00:00Z" }))["id"]}";
        await ada.Put($"{room}/collaborators/{dana.Account}", new { standing = "coPublisher" });
        await ada.Put($"{room}/collaborators/{elif.Account}", new { standing = "coViewer" });
        Assert.Equal("403 room.forbidden", (await dana.Post($"{room}/sessions")).Said);
        Assert.Equal("403 room.forbidden", (await dana.Patch(session, new { earlyEntryMinutes = 1 })).Said);
        Assert.Equal("403 room.forbidden", (await dana.Delete(session)).Said);
        Assert.Equal("403 room.forbidden", (await elif.Post($"{session}/open")).Said);
        Assert.Equal("200", (await elif.Get(session)).Said);
        Assert.Equal("200", (await dana.Post($"{session}/open")).Said);
        Assert.Equal("403 room.forbidden", (await elif.Post($"{session}/close")).Said);
        Assert.Equal("204", (await dana.Post($"{session}/close")).Said);
    }

    [Fact]
    public async Task Whoever_waits_on_a_session_hears_what_happens_to_it_and_to_its_room()
    {
        await using var site = await RoomSite.Open();
        var (ada, ben) = (await site.Join(Cast.Ada), await site.Join(Cast.Ben));
        var room = await ada.MakeRoom();
        var id = SessionId.Parse((await ada.Post($"{room}/sessions", new { startsAt = "2024-11-29T16:00:00Z" }))["id"]!, null);
        var participant = new Participant { Id = ParticipantId.New(site.Time.GetUtcNow()), SessionId = id, AccountId = ben.Account, FirstName = "Ben", LastName = "Okafor", AdmittedAt = site.Time.GetUtcNow() };
        await site.Site.Door.Add(participant);
        await using var heard = site.Site.Services.GetRequiredService<SessionChanges>().Listen(id, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        await Hears(() => ada.Post($"{room}/sessions/{id}/open"), new(id));
        await Hears(() => ada.Patch($"{room}/sessions/{id}", new { earlyEntryMinutes = 1 }), new(id));
        await Hears(() => ada.Put($"{room}/collaborators/{ben.Account}", new { standing = "coEditor" }), new(id, participant.Id));
        await Hears(() => ada.Delete($"{room}/collaborators/{ben.Account}"), new(id, participant.Id));
        await Hears(() => ada.Patch(room, new { access = "members" }), new(id));
        await Hears(() => ada.Delete(room), new(id));

        async Task Hears(Func<Task<Answer>> act, SessionChange change)
        {
            var next = heard.MoveNextAsync().AsTask();
            Assert.InRange((int)(await act()).Status, 200, 204);
            Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            Assert.Equal(change, heard.Current);
        }
    }
}
