using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Usher.Sessions;

/// <summary>
/// Tells whoever waits on a session (waiting pages, the live session's authority) that something about it or about one of its
/// people has been committed. It carries no facts: whoever hears it reads them. A lost word delays, it never decides.
/// </summary>
public sealed class SessionChanges
{
    private readonly ConcurrentDictionary<Channel<SessionChange>, (SessionId? Session, bool Presence)> listeners = [];

    /// <summary>Call after the commit.</summary>
    public void Tell(SessionChange change)
    {
        foreach (var (listener, (session, presence)) in listeners)
            if ((session is null || session == change.Session) && (presence || !change.PresenceOnly)) listener.Writer.TryWrite(change);
    }

    /// <summary>The changes of one session, or of all when <paramref name="session"/> is null, until cancelled.</summary>
    /// <param name="presence">Whether to hear of people who come and go too.</param>
    public async IAsyncEnumerable<SessionChange> Listen(
        SessionId? session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel, bool presence = false)
    {
        var mine = Channel.CreateBounded<SessionChange>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });
        listeners[mine] = (session, presence);
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

/// <summary>Something has changed about a session, or about somebody in it.</summary>
/// <param name="Participant">Whose right to be there may have changed; null for the session itself.</param>
/// <param name="PresenceOnly">Somebody came or went, and nothing else changed.</param>
public readonly record struct SessionChange(SessionId Session, ParticipantId? Participant = null, bool PresenceOnly = false);
