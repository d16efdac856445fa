using System.Threading.Channels;

namespace Usher.Rooms;

/// <summary>
/// Tells the sessions of a room that something has been committed that may bear on who is let in: it was deleted, its access
/// rule changed, or an account's standing did. A lost word delays, it never decides.
/// </summary>
public sealed class RoomChanges
{
    private readonly Channel<RoomChange> changes = Channel.CreateBounded<RoomChange>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Call after the commit.</summary>
    public void Tell(RoomChange change) => changes.Writer.TryWrite(change);

    internal IAsyncEnumerable<RoomChange> Listen(CancellationToken cancel) => changes.Reader.ReadAllAsync(cancel);
}

/// <summary>Something has changed in a room that others are told of.</summary>
/// <param name="Account">Whose standing changed; null for the room itself.</param>
public readonly record struct RoomChange(RoomId Room, AccountId? Account = null);
