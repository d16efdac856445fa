namespace Usher.Live;

/// <summary>
/// Who is connected where, as the nodes report it. Each report is the whole truth of its node, so that a lost or doubled one does
/// no harm.
/// </summary>
/// <param name="opened">When the session's authority started: until everybody had time to report, nobody is missing.</param>
/// <param name="watchedUntil">Until when the authority before it is known to have lived.</param>
public sealed class PresenceBook(DateTimeOffset opened, DateTimeOffset watchedUntil)
{
    /// <summary>A node that has not reported for this long is gone. Nodes report every <see cref="ReportEvery"/>.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(4);

    /// <summary>Between entering and being in a node's report.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(6);

    /// <summary>Who comes back this soon, by loading the page again, has not left.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ILiveNode, (DateTimeOffset At, HashSet<ParticipantId> Present)> nodes = [];
    private readonly Dictionary<ParticipantId, DateTimeOffset> lastSeen = [];

    /// <summary>When somebody was last said to be connected: what counts for their attendance.</summary>
    private readonly Dictionary<ParticipantId, DateTimeOffset> connected = [];

    public IReadOnlyCollection<ILiveNode> Nodes => nodes.Keys;

    public void Entered(ILiveNode node, ParticipantId who, DateTimeOffset now)
    {
        nodes.TryAdd(node, (now, []));
        lastSeen[who] = now + OnTheWay;
        connected[who] = now;
    }

    public void Reported(ILiveNode node, IEnumerable<ParticipantId> present, DateTimeOffset now)
    {
        // A report follows a lost connection at once: who is in it no more was there until now.
        if (nodes.TryGetValue(node, out var before)) foreach (var who in before.Present) connected[who] = now;
        HashSet<ParticipantId> here = [.. present];
        foreach (var who in here) connected[who] = now;
        nodes[node] = (now, here);
    }

    /// <summary>
    /// For somebody who comes in and counts as present: until when they were in, if we were not here for so long that they must have been
    /// cut off meanwhile. Null if they have been in all the time.
    /// </summary>
    public DateTimeOffset? CutOff(ParticipantId who) => !connected.ContainsKey(who) && opened - watchedUntil > Silence ? watchedUntil : null;

    /// <summary>Of those who count as present, the ones that nobody is connected for any more, and when they last were.</summary>
    public Dictionary<ParticipantId, DateTimeOffset> Missing(IEnumerable<ParticipantId> present, DateTimeOffset now)
    {
        foreach (var (node, (at, _)) in nodes)
            if (now - at > Silence) nodes.Remove(node);
        var missing = new Dictionary<ParticipantId, DateTimeOffset>();
        foreach (var who in present)
        {
            if (nodes.Values.Any(node => node.Present.Contains(who))) lastSeen[who] = now;
            else if (now - lastSeen.GetValueOrDefault(who, opened + Silence) > Grace) missing[who] = connected.GetValueOrDefault(who, watchedUntil);
        }
        foreach (var who in missing.Keys)
        {
            lastSeen.Remove(who);
            connected.Remove(who);
        }
        return missing;
    }
}
