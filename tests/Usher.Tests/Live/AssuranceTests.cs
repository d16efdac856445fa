using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Tests.Live;

/// <summary>How sure the site is of a device and of a person, at the door of the live session and for those who look after people.</summary>
public sealed class AssuranceTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task Moderators_and_Hosts_learn_how_sure_we_are_and_nobody_else_is_ever_sent_it()
    {
        var gathering = await house.Arrange();
        await gathering.Change(db => db.Set<DeviceBinding>().Where(device => device.Id == gathering.Dana.Device)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.Assurance, Assurance.EmailedCode).SetProperty(device => device.KeyThumbprint, (string?)null)));
        await using var ada = await house.EnterAda(gathering);
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await using var dana = await house.Enter(gathering, gathering.Dana with { Key = null! });
        foreach (var client in new[] { ada, cy })
        {
            var people = JsonNode.Parse((await client.Assurances()).People!)!.AsArray().ToDictionary(one => (string)one!["participant"]!, one => one!);
            Assert.Equal(("emailedCode", "cookie"), Said(people[gathering.Dana.Participant.ToString()]));
            Assert.Equal(("typedAddress", "deviceKey"), Said(people[gathering.Ben.Participant.ToString()]));
            Assert.Equal(("signedIn", null), Said(people[(string)ada.Welcome!["you"]!["participant"]!]));
        }
        foreach (var client in new[] { ben, dana })
        {
            Assert.Equal("live.not-allowed", (await client.Assurances()).Problem!.Code);
            Assert.DoesNotContain(client.Frames, frame => frame.Contains("emailedCode", StringComparison.Ordinal) || frame.Contains("typedAddress", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Who_has_not_entered_learns_nothing()
    {
        await using var nobody = await LiveClient.Connect(house.Site.Address);
        Assert.Equal("live.not-entered", (await nobody.Assurances()).Problem!.Code);
    }

    [Fact]
    public async Task A_Speaker_without_a_device_key_stays_out_where_the_site_wants_one_and_with_a_key_is_bound_by_it()
    {
        var gathering = await house.Arrange();
        await gathering.Change(db => db.Set<DeviceBinding>().Where(device => device.Id == gathering.Ben.Device)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.KeyThumbprint, (string?)null)));
        await using (var weak = await LiveClient.Connect(house.Site.Address, gathering.Ben.Cookie))
            Assert.Equal("invitation.weak-device", await weak.Enter(gathering.Session));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using (var strong = await LiveClient.Connect(house.Site.Address, gathering.Ben.Cookie))
            Assert.Null(await strong.Enter(gathering.Session, key));
        await using var db = house.Site.Read();
        Assert.Equal(DeviceKey.Thumbprint(key), (await db.Set<DeviceBinding>().SingleAsync(device => device.Id == gathering.Ben.Device, TestContext.Current.CancellationToken)).KeyThumbprint);
        // From then on the cookie alone, and with another's key, is worth nothing.
        await using (var copied = await LiveClient.Connect(house.Site.Address, gathering.Ben.Cookie))
            Assert.Equal("invitation.bad-proof", await copied.Enter(gathering.Session));
        await using var other = await LiveClient.Connect(house.Site.Address, gathering.Ben.Cookie);
        Assert.Equal("invitation.bad-proof", await other.Enter(gathering.Session, gathering.Cy.Key));
    }

    private static (string?, string?) Said(JsonNode one) => ((string?)one["assurance"], (string?)one["strength"]);
}
