using Microsoft.Extensions.DependencyInjection;
using Usher.Data;
using Usher.Invitations;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>Moving to another device, seen from within a session.</summary>
public sealed class DevicesInSessionTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task The_old_device_is_put_out_and_the_person_stays()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        var desk = house.Site.Services.GetRequiredService<HandOverDevice>();
        var started = (await desk.Start(gathering.Ben.Device, gathering.Session, null)).Value;
        var taken = await desk.TakeBySecret(started.Secret, new HandOverTaker(new DeviceCredentials(new Dictionary<DeviceBindingId, string>(), null, "laptop"), "Chrome", "Linux", "", null));
        Assert.Equal(gathering.Session, taken.Value.Session);
        Assert.Equal("invitation.device-moved", await ben.Out);
        Assert.Equal("invitation.device-moved", await house.TryEnter(gathering, gathering.Ben));
        Assert.DoesNotContain(ada.Events, happened => (string?)happened["type"] == "removed");
    }

    [Fact]
    public async Task Moderators_see_who_asks_and_decide_and_nobody_else_does()
    {
        var gathering = await house.Arrange();
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        var (id, own) = (await Ask(gathering.Ben), await Ask(gathering.Cy));
        house.Tell(gathering, gathering.Ben);
        for (var tries = 0; tries < 150 && !cy.Frames.Any(frame => frame.Contains(id, StringComparison.Ordinal)); tries++) await Task.Delay(100);
        Assert.Contains(cy.Frames, frame => frame.Contains(id, StringComparison.Ordinal) && frame.Contains("Ben Okafor", StringComparison.Ordinal));
        Assert.Equal("live.not-allowed", (await dana.Call("DecideDevice", id, true)).Problem?.Code);
        // Nobody vouches for a device of their own.
        Assert.Equal("live.not-allowed", (await cy.Call("DecideDevice", own, true)).Problem?.Code);
        Assert.Null((await cy.Call("DecideDevice", id, true)).Problem);
        Assert.Equal("invitation.device-moved", await ben.Out);
        Assert.Equal("invitation.device-request-over", (await cy.Call("DecideDevice", id, false)).Problem?.Code);
        Assert.DoesNotContain(dana.Frames, frame => frame.Contains("deviceRequests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_of_another_session_are_not_theirs_to_decide()
    {
        var (gathering, other) = (await house.Arrange(), await house.Arrange());
        await using var cy = await house.Enter(gathering, gathering.Cy);
        var id = await Ask(other.Ben);
        Assert.Equal("invitation.device-request-over", (await cy.Call("DecideDevice", id, true)).Problem?.Code);
    }

    private async Task<string> Ask(Guest guest)
    {
        var id = DeviceRequestId.New(LiveHouse.Now);
        await house.Site.Door.Add(new DeviceRequest
        {
            Id = id,
            InvitationId = guest.Invitation,
            SecretHash = Secret.Hash(Secret.New()),
            KeyThumbprint = "laptop",
            Browser = "Firefox",
            System = "Linux",
            Network = "203.0.113.0/24",
            AskedAt = LiveHouse.Now,
        });
        return id.ToString();
    }
}
