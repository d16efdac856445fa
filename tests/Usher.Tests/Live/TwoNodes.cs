using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>A site of two nodes for the tests of a class: PostgreSQL and Redis between them, as where there is no one process for all.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    private RedisServer redis = null!;

    internal UsherSite One { get; private set; } = null!;

    internal UsherSite Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        redis = await RedisServer.Start();
        string[] settings = [$"Redis:Connection={redis.Connection}", .. FirstAdmin.Settings];
        One = await UsherSite.Start(Engine.Postgres, settings: settings);
        Other = await One.StartAnotherNode(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await One.DisposeAsync();
        await redis.DisposeAsync();
    }
}
