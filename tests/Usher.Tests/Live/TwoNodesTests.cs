using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>Two nodes, one session: wherever people connect, they are in the same room.</summary>
public sealed class TwoNodesTests
{
    [Fact]
    public async Task People_on_two_nodes_are_in_one_session()
    {
        await using var redis = await RedisServer.Start();
        var cluster = $"Redis:Connection={redis.Connection}";
        await using var one = await UsherSite.Start(Engine.Postgres, settings: cluster);
        await using var other = await one.StartAnotherNode(cluster);
        var gathering = await Gathering.Arrange(one.Door, LiveHouse.Now);

        await using var ada = await LiveClient.Connect(one.Address, token: gathering.AdasToken);
        Assert.Null(await ada.Enter(gathering.Session));
        await using var ben = await LiveClient.Connect(other.Address, gathering.Ben.Cookie);
        Assert.Null(await ben.Enter(gathering.Session, gathering.Ben.Key));
        await using var dana = await LiveClient.Connect(other.Address, gathering.Dana.Cookie);
        Assert.Null(await dana.Enter(gathering.Session, gathering.Dana.Key));

        Assert.Null((await ada.Call("Say", "1", "chat", "from one")).Problem);
        Assert.Null((await ben.Call("Say", "1", "backchannel", "sealed, from the other")).Problem);
        Assert.Null((await dana.Call("Ask", "q", "from the other")).Problem);
        await dana.Heard("from one");
        await ada.Heard("sealed, from the other");
        await ada.Event("asked");
        Assert.Equal("live.not-allowed", (await dana.Call("ChangeRole", gathering.Ben.Participant.ToString(), "viewer")).Problem!.Code);
        Assert.Null((await ada.Call("ChangeRole", gathering.Dana.Participant.ToString(), "speaker")).Problem);
        Assert.Single((await dana.View())["backchannel"]!.AsArray());
        Assert.Null((await ada.Call("Remove", gathering.Ben.Participant.ToString())).Problem);
        Assert.Equal("live.removed", await ben.Out);
    }
}
