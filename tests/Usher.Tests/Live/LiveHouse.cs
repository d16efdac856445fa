using Microsoft.Extensions.DependencyInjection;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>One running site for the tests of a class; each arranges a gathering of its own in it.</summary>
public sealed class LiveHouse : IAsyncLifetime
{
    internal UsherSite Site { get; private set; } = null!;

    internal static DateTimeOffset Now => TimeProvider.System.Now();

    public async ValueTask InitializeAsync() => Site = await UsherSite.Start();

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    internal Task<Gathering> Arrange(RoomAccess access = RoomAccess.Private) => Gathering.Arrange(Site.Door, Now, access);

    /// <summary>What whoever commits a change about somebody does after it.</summary>
    internal void Tell(Gathering gathering, Guest guest) =>
        Site.Services.GetRequiredService<SessionChanges>().Tell(new(gathering.Session, guest.Participant));

    internal async Task<LiveClient> EnterAda(Gathering gathering, bool messagePack = false)
    {
        var client = await LiveClient.Connect(Site.Address, token: gathering.AdasToken, messagePack: messagePack);
        Assert.Null(await client.Enter(gathering.Session));
        return client;
    }

    internal async Task<LiveClient> Enter(Gathering gathering, Guest guest, long? last = null, bool messagePack = false, bool silent = false)
    {
        var client = await LiveClient.Connect(Site.Address, guest.Cookie, messagePack: messagePack, silent: silent);
        Assert.Null(await client.Enter(gathering.Session, guest.Key, last));
        return client;
    }

    /// <returns>The code with which they are turned away.</returns>
    internal async Task<string?> TryEnter(Gathering gathering, Guest guest)
    {
        await using var client = await LiveClient.Connect(Site.Address, guest.Cookie);
        return await client.Enter(gathering.Session, guest.Key);
    }
}
