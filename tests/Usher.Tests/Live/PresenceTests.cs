using Microsoft.EntityFrameworkCore;
using Usher.Invitations;

namespace Usher.Tests.Live;

/// <summary>What happens by the clock alone.</summary>
public sealed class PresenceTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task All_that_time_brings_about()
    {
        // At once, since each takes its seconds.
        await Task.WhenAll(Lost_is_gone(), Nobody_entering_is_cut(), Expired_is_out(), A_lost_word_only_delays());
    }

    private async Task Lost_is_gone()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var dana = await house.Enter(gathering, gathering.Dana, silent: true);
        await ada.Event("left");
    }

    private async Task Nobody_entering_is_cut()
    {
        await using var idle = await LiveClient.Connect(house.Site.Address);
        Assert.Equal("live.too-late", await idle.Out);
        await idle.Closed;
    }

    private async Task Expired_is_out()
    {
        var gathering = await house.Arrange();
        await using var dana = await house.Enter(gathering, gathering.Dana);
        var end = LiveHouse.Now.AddSeconds(2);
        await gathering.Change(db => db.Set<Invitation>().Where(one => one.Id == gathering.Dana.Invitation).ExecuteUpdateAsync(set => set.SetProperty(one => one.ExpiresAt, end)));
        house.Tell(gathering, gathering.Dana);
        Assert.Equal("invitation.expired", await dana.Out);
        Assert.True(LiveHouse.Now >= end);
        Assert.Equal("invitation.expired", await house.TryEnter(gathering, gathering.Dana));
    }

    private async Task A_lost_word_only_delays()
    {
        var gathering = await house.Arrange();
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await gathering.Change(db => db.Revoke(gathering.Dana.Invitation, gathering.Ada, null, LiveHouse.Now));
        Assert.Equal("invitation.revoked", await dana.Out);
    }
}
