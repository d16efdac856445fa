namespace Usher.Live;

/// <summary>
/// Who is connected where, as the nodes report it. Each report is the whole truth of its node, so that a lost or doubled one does
/// no harm.
/// </summary>
/// <param name="opened">When the session's authority started: until everybody had time to report, nobody is missing.</param>
public sealed class PresenceBook(DateTimeOffset opened)
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

    public IReadOnlyCollection<ILiveNode> Nodes => nodes.Keys;

    public void Entered(ILiveNode node, ParticipantId who, DateTimeOffset now)
    {
        nodes.TryAdd(node, (now, []));
        lastSeen[who] = now + OnTheWay;
    }

    public void Reported(ILiveNode node, IEnumerable<ParticipantId> present, DateTimeOffset now) => nodes[node] = (now, [.. present]);

    /// <summary>Of those who count as present, the ones that nobody is connected for any more.</summary>
    public List<ParticipantId> Missing(IEnumerable<ParticipantId> present, DateTimeOffset now)
    {
        foreach (var (node, (at, _)) in nodes)
            if (now - at > Silence) nodes.Remove(node);
        var missing = new List<ParticipantId>();
        foreach (var who in present)
        {
            if (nodes.Values.Any(node => node.Present.Contains(who))) lastSeen[who] = now;
            else if (now - lastSeen.GetValueOrDefault(who, opened + Silence) > Grace) missing.Add(who);
        }
        foreach (var who in missing) lastSeen.Remove(who);
        return missing;
    }
}
