using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.GuestLinks;

namespace Usher.Tests.Live;

/// <summary>Two nodes, one session: wherever people connect, they are in the same room.</summary>
public sealed class TwoNodesTests(TwoNodes site) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task People_on_two_nodes_are_in_one_session()
    {
        var gathering = await Gathering.Arrange(site.One.Door, LiveHouse.Now);
        await using var ada = await LiveClient.Connect(site.One.Address, token: gathering.AdasToken);
        Assert.Null(await ada.Enter(gathering.Session));
        await using var ben = await LiveClient.Connect(site.Other.Address, gathering.Ben.Cookie);
        Assert.Null(await ben.Enter(gathering.Session, gathering.Ben.Key));
        await using var dana = await LiveClient.Connect(site.Other.Address, gathering.Dana.Cookie);
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

    [Fact]
    public async Task A_room_that_is_locked_on_one_node_is_locked_on_the_other()
    {
        var gathering = await Gathering.Arrange(site.One.Door, LiveHouse.Now);
        await using var ada = await LiveClient.Connect(site.One.Address, token: gathering.AdasToken);
        Assert.Null(await ada.Enter(gathering.Session));
        await using var cy = await LiveClient.Connect(site.Other.Address, gathering.Cy.Cookie);
        Assert.Null(await cy.Enter(gathering.Session, gathering.Cy.Key));
        Assert.Null((await ada.Call("Lock")).Problem);
        await cy.Event("locked");

        await using var dana = await Wait(site.Other, gathering, gathering.Dana);
        await using var elif = await Wait(site.One, gathering, await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now));
        Assert.Equal((1, 2), ((int)dana.Waiting!["place"]!, (int)elif.Waiting!["place"]!));
        Assert.Null((await ada.Call("Say", "1", "chat", "sealed")).Problem);
        await cy.Heard("sealed");
        Assert.Equal("live.not-entered", (await dana.Call("Unlock")).Problem!.Code);

        // Each is let in from the node where they are not; who was let in comes in on either.
        Assert.Null((await ada.Call("Admit", gathering.Dana.Participant.ToString())).Problem);
        await dana.CalledIn;
        await using (var inside = await LiveClient.Connect(site.One.Address, gathering.Dana.Cookie))
        {
            Assert.Null(await inside.Enter(gathering.Session, gathering.Dana.Key));
            Assert.NotNull(inside.Welcome);
        }
        Assert.DoesNotContain(dana.Frames.Concat(elif.Frames), frame => frame.Contains("sealed", StringComparison.Ordinal));
        Assert.Null((await cy.Call("Unlock")).Problem);
        await elif.CalledIn;
    }

    [Fact]
    public async Task A_guest_who_is_removed_on_one_node_is_out_of_the_other_and_comes_back_by_neither()
    {
        using var host = site.One.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, opened) = await host.OpenRoom();
        var (_, token) = await GuestLinkTests.Link(host, room);
        var session = SessionId.Parse(opened, null);
        using var gus = site.Other.NewVisitor();
        (await GuestLinkTests.Claim(gus, token)).Fine();
        await using var live = await LiveClient.Connect(site.Other.Address, gus.Cookies.Header);
        Assert.Null(await live.Enter(session));
        await using var mina = await LiveClient.Connect(site.One.Address, token: FirstAdmin.Token);
        Assert.Null(await mina.Enter(session));

        Assert.Null((await mina.Call("Remove", (string)live.Welcome!["you"]!["participant"]!)).Problem);
        Assert.Equal("live.removed", await live.Out);
        foreach (var node in new[] { site.One, site.Other })
        {
            await using var back = await LiveClient.Connect(node.Address, gus.Cookies.Header);
            Assert.Equal("live.removed", await back.Enter(session));
            using var again = node.NewVisitor();
            Assert.Equal("guest-link.removed", (await GuestLinkTests.Claim(again, token)).Code);
        }
    }

    private static async Task<LiveClient> Wait(UsherSite node, Gathering gathering, Guest guest)
    {
        var client = await LiveClient.Connect(node.Address, guest.Cookie);
        Assert.Null(await client.Enter(gathering.Session, guest.Key));
        Assert.NotNull(client.Waiting);
        return client;
    }
}
