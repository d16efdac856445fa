using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Usher.Invitations;

/// <summary>
/// Tells open registers that something about their room's invitations has been committed. It carries no facts: whoever hears it reads
/// them. A lost word delays, it never decides.
/// </summary>
public sealed class RegisterChanges
{
    private readonly ConcurrentDictionary<Channel<bool>, RoomId> listeners = [];

    /// <summary>Call after the commit.</summary>
    public void Tell(RoomId changed)
    {
        foreach (var (listener, room) in listeners)
            if (room == changed) listener.Writer.TryWrite(true);
    }

    /// <summary>A place where words about a room arrive; those that nobody has fetched yet are one.</summary>
    internal Channel<bool> Open(RoomId room)
    {
        var mine = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        listeners[mine] = room;
        return mine;
    }

    internal void Close(Channel<bool> mine) => listeners.TryRemove(mine, out _);
}
