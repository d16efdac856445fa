namespace Usher.Live;

/// <summary>The SignalR groups of a session on this node: one for each <see cref="Sight"/>, so that each batch is written once for all who see the same. Whoever waits outside is in none.</summary>
internal sealed class SightGroups(SessionId session)
{
    private static readonly Sight[] All = Enum.GetValues<Sight>();
    private readonly long[] told = new long[All.Length];

    public static string Name(SessionId session, Sight sight) => $"{session}/{sight}";

    /// <summary>Up to here everybody has what is theirs.</summary>
    public void Begin(long sequence) => Array.Fill(told, sequence);

    public void Tell(List<(string Json, LiveEvent Event)> events, long through, Delivery delivery)
    {
        foreach (var sight in All)
        {
            var theirs = events.FindAll(one => one.Event.Audience.Least <= sight).ConvertAll(one => one.Json);
            if (theirs.Count == 0) continue;
            delivery.Groups.Add((Name(session, sight), told[(int)sight], through, theirs));
            told[(int)sight] = through;
        }
    }
}
