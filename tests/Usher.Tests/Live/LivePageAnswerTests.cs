using System.Net;
using Microsoft.EntityFrameworkCore;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>The page of a live session: it lets in whom the hub would let in, and changes nothing.</summary>
public sealed class LivePageAnswerTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task An_invitee_on_their_device_gets_the_room_and_nothing_has_changed()
    {
        var (gathering, now) = (await house.Arrange(), LiveHouse.Now);
        await gathering.Change(db => Task.FromResult(db.Add(new Attendance
        {
            SessionId = gathering.Session,
            ParticipantId = gathering.Dana.Participant,
            JoinedAt = now.AddMinutes(-9),
            LeftAt = now.AddMinutes(-3),
        })));
        var page = await Open(gathering, gathering.Dana);
        var place = page.Document.GetElementById("live")!;
        Assert.Equal(
            (gathering.Session.ToString(), gathering.Room.ToString(), "Tides and turbines", "Dana Voss", "viewer", null),
            (place.GetAttribute("data-session"), place.GetAttribute("data-room"), place.GetAttribute("data-title"), place.GetAttribute("data-name"),
                place.GetAttribute("data-role"), place.GetAttribute("data-leave")));
        Assert.Equal("360", place.GetAttribute("data-attended"));
        Assert.Equal("This page needs script", place.QuerySelector("noscript main.goodbye h1")!.TextContent);
        await using var db = house.Site.Read();
        Assert.Null((await db.Set<DeviceBinding>().SingleAsync(one => one.Id == gathering.Dana.Device, TestContext.Current.CancellationToken)).ConnectedAt);
    }

    [Fact]
    public async Task A_host_gets_the_way_back_to_the_room()
    {
        var gathering = await house.Arrange();
        using var ada = house.Site.NewVisitor().WithToken(gathering.AdasToken);
        var place = (await ada.Open($"/live/{gathering.Session}")).Document.GetElementById("live")!;
        Assert.Equal(("host", $"/rooms/{gathering.Room}"), (place.GetAttribute("data-role"), place.GetAttribute("data-leave")));
        await using var db = house.Site.Read();
        Assert.False(await db.Set<Participant>().AnyAsync(one => one.AccountId == gathering.Ada, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_is_unknown_is_asked_to_sign_in_and_led_back()
    {
        var gathering = await house.Arrange();
        using var stranger = house.Site.NewVisitor();
        Assert.Equal($"/sign-in?return=%2Flive%2F{gathering.Session}", (await stranger.Open($"/live/{gathering.Session}")).Path);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Open("/live/00000000000000000000000000")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Open("/live/nowhere")).Status);
    }

    [Fact]
    public async Task Whoever_has_no_business_there_does_not_learn_what_goes_on()
    {
        var gathering = await house.Arrange();
        using var gus = house.Site.NewVisitor().WithToken(await gathering.TokenOf(await gathering.AddAccount(Cast.Gus, LiveHouse.Now), LiveHouse.Now));
        var page = await gus.Open($"/live/{gathering.Session}");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.DoesNotContain("Tides", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_early_and_too_late_are_told_apart()
    {
        var gathering = await house.Arrange();
        await gathering.Change(db => db.Set<Session>().Where(one => one.Id == gathering.Session).ExecuteUpdateAsync(set => set.SetProperty(one => one.StartsAt, LiveHouse.Now.AddHours(1))));
        var early = await Open(gathering, gathering.Dana);
        Assert.Equal(((HttpStatusCode)425, true), (early.Status, early.Text.Contains("has not opened", StringComparison.Ordinal)));
        await gathering.Change(db => db.Set<Session>().Where(one => one.Id == gathering.Session).ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, LiveHouse.Now)));
        Assert.Equal(HttpStatusCode.Gone, (await Open(gathering, gathering.Dana)).Status);
    }

    private async Task<Page> Open(Gathering gathering, Guest guest)
    {
        using var visitor = house.Site.NewVisitor();
        var (name, value) = guest.Cookie.Split('=') is [var left, var right] ? (left, right) : default;
        visitor.Cookies.Set(name, value);
        return await visitor.Open($"/live/{gathering.Session}");
    }
}
