using System.Security.Cryptography;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>A copied cookie is worth nothing without the key that cannot leave its browser.</summary>
public sealed class DeviceProofTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task A_cookie_without_the_key_opens_nothing()
    {
        var gathering = await house.Arrange();
        await using var thief = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        Assert.Equal("invitation.bad-proof", await thief.EnterWith(gathering.Session, null));
        await using var another = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal("invitation.bad-proof", await another.Enter(gathering.Session, key));
    }

    [Fact]
    public async Task A_proof_for_another_connection_is_refused()
    {
        var gathering = await house.Arrange();
        await using var first = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        var proof = DeviceKey.Proof(gathering.Dana.Key, house.Site.Address, await first.Challenge, LiveHouse.Now);
        Assert.Null(await first.EnterWith(gathering.Session, proof));
        await using var replayed = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        Assert.Equal("invitation.bad-proof", await replayed.EnterWith(gathering.Session, proof));
    }

    [Fact]
    public async Task A_challenge_is_answered_once()
    {
        var gathering = await house.Arrange();
        await using var client = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        Assert.Equal("invitation.bad-proof", await client.EnterWith(gathering.Session, "not.a.proof"));
        Assert.Equal("invitation.bad-proof", await client.Enter(gathering.Session, gathering.Dana.Key));
    }

    [Theory]
    [InlineData("GET", "/live/hub", "dpop+jwt"), InlineData("CONNECT", "/i/claim", "dpop+jwt"), InlineData("CONNECT", "/live/hub", "JWT")]
    public async Task A_proof_for_something_else_is_refused(string method, string path, string type)
    {
        var gathering = await house.Arrange();
        await using var client = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        var proof = DeviceKey.Proof(gathering.Dana.Key, house.Site.Address, await client.Challenge, LiveHouse.Now, method, path, type);
        Assert.Equal("invitation.bad-proof", await client.EnterWith(gathering.Session, proof));
    }

    [Fact]
    public async Task A_page_of_another_site_gets_no_connection()
    {
        var gathering = await house.Arrange();
        await Assert.ThrowsAnyAsync<Exception>(() => LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie, origin: "https://elsewhere.example"));
    }
}
