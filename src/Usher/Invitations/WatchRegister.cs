using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>Waits, for an open register, on whatever changes what it shows: the room's invitations, and who is in its sessions.</summary>
internal static class WatchRegister
{
    /// <summary>What happens together is told once.</summary>
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(250);

    public static async IAsyncEnumerable<string> Words(
        RoomId room, RegisterChanges register, SessionChanges sessions, IDbContextFactory<UsherDb> databases, [EnumeratorCancellation] CancellationToken cancel)
    {
        var mine = register.Open(room);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var listening = ListenToSessions(room, mine.Writer, sessions, databases, stop.Token);
        try
        {
            // The first word also opens the stream through proxies that wait for a byte.
            yield return "listening";
            await foreach (var _ in mine.Reader.ReadAllAsync(cancel))
            {
                await Task.Delay(GatherFor, cancel);
                mine.Reader.TryRead(out var _);
                yield return "changed";
            }
        }
        finally
        {
            register.Close(mine);
            await stop.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ListenToSessions(
        RoomId room, System.Threading.Channels.ChannelWriter<bool> words, SessionChanges sessions, IDbContextFactory<UsherDb> databases, CancellationToken cancel)
    {
        var known = new ConcurrentDictionary<SessionId, bool>();
        await foreach (var change in sessions.Listen(session: null, cancel, presence: true))
        {
            if (!known.TryGetValue(change.Session, out var ours))
            {
                await using var db = await databases.CreateDbContextAsync(cancel);
                known[change.Session] = ours = await db.Sessions.AnyAsync(session => session.Id == change.Session && session.RoomId == room, cancel);
            }
            if (ours) words.TryWrite(true);
        }
    }
}
