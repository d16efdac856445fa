using System.Net;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Sessions;

public sealed class SessionPageTests
{
    [Fact]
    public async Task My_rooms_costs_as_many_queries_for_a_dozen_rooms_as_for_one()
    {
        await using var site = await RoomSite.Open(settings: UsherSite.EveryQuery);
        using var ada = await site.SignIn(Cast.Ada);
        await MakeRooms(ada, 1);
        var forOne = await QueriesOf(site, () => ada.Open("/rooms"));
        Assert.True(forOne > 0);
        await MakeRooms(ada, 11);
        var forDozen = await QueriesOf(site, async () => Assert.Equal(12, (await ada.Open("/rooms")).Document.QuerySelectorAll(".room-card").Length));
        Assert.Equal(forOne, forDozen);
    }

    [Fact]
    public async Task The_clock_of_the_chosen_zone_is_what_counts()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = await MakeRoom(ada);
        await Schedule(ada, room, ("startsAt", "2024-11-28T18:00"), ("endsAt", "2024-11-28T19:00"), ("timeZone", "Europe/Stockholm"));
        var page = await ada.Open(room);
        Assert.Contains("Today, 17:00–18:00", page.Text, StringComparison.Ordinal);
        Assert.Contains("(Europe/Dublin)", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_never_comes_is_said_so()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = await MakeRoom(ada);
        var page = await Schedule(ada, room, ("startsAt", "2025-03-30T01:30"), ("endsAt", "2025-03-30T03:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("The clocks go forward over this time, so it never comes.", page.Document.QuerySelector("#startsAt-fault")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2025-03-30T01:30", page.Document.QuerySelector("#startsAt")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Of_a_time_that_comes_twice_it_is_asked_which()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = await MakeRoom(ada);
        var page = await Schedule(ada, room, ("startsAt", "2025-10-26T01:30"), ("endsAt", "2025-10-26T04:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(["the first, at 00:30 UTC", "the second, at 01:30 UTC"], page.Document.QuerySelectorAll(".fold label").Select(label => label.TextContent.Trim()));
        Assert.Empty(page.Document.QuerySelectorAll(".fold [checked]"));
        var done = await ada.Submit(page, "form.session-form", ("startsAtFold", "second"));
        Assert.Equal((HttpStatusCode.OK, room), (done.Status, done.Path));
        var edit = await ada.Open(done.Document.QuerySelector("a[href$='/edit'][title]")!.GetAttribute("href")!);
        Assert.Equal("second", edit.Document.QuerySelector(".fold [checked]")!.GetAttribute("value"));
        Assert.Equal("2025-10-26T01:30", edit.Document.QuerySelector("#startsAt")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_session_is_cancelled_after_being_asked()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = await MakeRoom(ada);
        var made = await Schedule(ada, room, ("when", "open-ended"));
        var edit = await ada.Open(made.Document.QuerySelector("a[href$='/edit'][title]")!.GetAttribute("href")!);
        var asked = await ada.Open(edit.Document.QuerySelector("a[data-opens-dialog]")!.GetAttribute("href")!);
        var done = await ada.Submit(asked, "main form");
        Assert.Contains("Nothing is scheduled.", done.Text, StringComparison.Ordinal);
    }

    private static Task<Usher.Tests.Fixtures.Page> Schedule(Visitor visitor, string room, params (string, string)[] fields) =>
        Submit(visitor, $"{room}/sessions/new", "form.session-form", fields);

    private static async Task<Usher.Tests.Fixtures.Page> Submit(Visitor visitor, string path, string form, (string, string)[] fields) =>
        await visitor.Submit(await visitor.Open(path), form, fields);

    private static async Task<string> MakeRoom(Visitor visitor, string title = "Tides and turbines") =>
        (await Submit(visitor, "/rooms/new", "main form", [("title", title), ("timeZone", "Europe/Dublin")])).Path;

    private static async Task MakeRooms(Visitor visitor, int count)
    {
        foreach (var number in Enumerable.Range(1, count)) await Schedule(visitor, await MakeRoom(visitor, $"Room {number}"), ("when", "open-ended"));
    }

    private static async Task<int> QueriesOf(RoomSite site, Func<Task> visit)
    {
        int Count() => site.Site.Log.All.Count(line => line.Contains("Database.Command: Executed DbCommand", StringComparison.Ordinal));
        var before = Count();
        await visit();
        return Count() - before;
    }
}
