using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task One_room_is_open_and_another_opens_in_ten_minutes()
    {
        await using var site = await UsherSite.Start(settings: "Demo=true");
        await using var db = site.Read();
        var rooms = await db.Rooms.Include(room => room.Files).ToListAsync();
        var sessions = await db.Sessions.Include(session => session.Room).ToDictionaryAsync(session => session.Room!.Title);
        var now = sessions["Tides and turbines"].StartsAt!.Value;
        Assert.Equal(2, rooms.Count);
        Assert.All(rooms, room => Assert.Contains(room.Files, file => file.Kind is RoomFileKind.Poster));
        Assert.Equal(SessionPhase.Open, SessionRules.Phase(sessions["Tides and turbines"].Facts(), Role.Viewer, now));
        Assert.Equal(now.AddMinutes(10), sessions["The new breakwater"].StartsAt);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://localhost:8080;http://192.0.2.7:8080")]
    public void Its_known_passwords_are_served_on_this_machine_alone(string urls)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Site.Build([$"--urls={urls}", "--Usher:Demo=true"]));
        Assert.Contains("localhost only", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_demo_that_says_it_is_reached_elsewhere_does_not_start() =>
        Assert.Throws<OptionsValidationException>(() => Site.Build(["--urls=http://localhost:8080", "--Usher:Demo=true", "--Usher:PublicAddress=https://rooms.example.org"]));
}
