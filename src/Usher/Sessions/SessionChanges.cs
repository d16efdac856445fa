using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Usher.Sessions;

/// <summary>
/// Tells whoever waits on a session (waiting pages, the live session's authority) that something about it or about one of its
/// people has been committed. It carries no facts: whoever hears it reads them. A lost word delays, it never decides.
/// </summary>
public sealed class SessionChanges
{
    private readonly ConcurrentDictionary<Channel<SessionChange>, SessionId?> listeners = [];

    /// <summary>Call after the commit.</summary>
    public void Tell(SessionChange change)
    {
        foreach (var (listener, session) in listeners)
            if (session is null || session == change.Session) listener.Writer.TryWrite(change);
    }

    /// <summary>The changes of one session, or of all when <paramref name="session"/> is null, until cancelled.</summary>
    public async IAsyncEnumerable<SessionChange> Listen(SessionId? session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var mine = Channel.CreateBounded<SessionChange>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });
        listeners[mine] = session;
        try
        {
            await foreach (var change in mine.Reader.ReadAllAsync(cancel)) yield return change;
        }
        finally
        {
            listeners.TryRemove(mine, out _);
        }
    }
}

/// <param name="Participant">Whose right to be there may have changed; null for the session itself.</param>
public readonly record struct SessionChange(SessionId Session, ParticipantId? Participant = null);
