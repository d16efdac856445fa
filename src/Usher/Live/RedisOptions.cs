namespace Usher.Live;

/// <summary>Where the nodes of one site find each other. Without Redis there is one node.</summary>
public sealed class RedisOptions
{
    /// <summary>As StackExchange.Redis reads it, such as <c>redis.internal:6379,password=…</c>.</summary>
    public string? Connection { get; init; }

    /// <summary>The IP address at which the other nodes reach this one.</summary>
    public string NodeAddress { get; init; } = "127.0.0.1";
}
