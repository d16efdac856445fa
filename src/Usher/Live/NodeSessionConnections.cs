using System.Collections.Immutable;

namespace Usher.Live;

/// <summary>Its connections one by one, for what is true of a device and not of a person.</summary>
internal sealed partial class NodeSession
{
    /// <summary>Its connections, each with its person as they stand.</summary>
    public ImmutableArray<(LiveConnection Connection, Person Person)> Connected
    {
        get
        {
            lock (gate)
                return [.. connections.SelectMany(one => state.Find(one.Key) is { } person ? one.Value.Select(connection => (connection, person)) : [])];
        }
    }
}
