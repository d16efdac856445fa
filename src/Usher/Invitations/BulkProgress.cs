using System.Collections.Concurrent;

namespace Usher.Invitations;

/// <summary>How far a bulk is, for the page that waits for it; kept on the node that issues it, and only for as long as somebody may ask.</summary>
public sealed class BulkProgress(TimeProvider time)
{
    private const int LongestName = 64;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(AccountId By, string Name), (int Done, int Of, DateTimeOffset At)> known = [];

    public void Note(AccountId by, string? name, int done, int of)
    {
        if (name is not { Length: > 0 and <= LongestName }) return;
        var now = time.GetUtcNow();
        foreach (var (key, (_, _, at)) in known)
            if (now - at > Kept) known.TryRemove(key, out _);
        known[(by, name)] = (done, of, now);
    }

    /// <summary>Null for one that is not known here.</summary>
    public (int Done, int Of)? Of(AccountId by, string name) => known.TryGetValue((by, name), out var found) ? (found.Done, found.Of) : null;
}
