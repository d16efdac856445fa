namespace Usher.Web;

/// <summary>
/// How many streams of events are open on this node, in all and from each network: every one holds a connection for as long as somebody
/// waits. A page that is refused one looks by itself now and then.
/// </summary>
/// <param name="most">In all.</param>
/// <param name="mostOfNetwork">Of one network: a whole lecture hall may sit behind one address.</param>
public sealed class EventStreams(int most = 20_000, int mostOfNetwork = 1_000)
{
    public static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> open = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Counts one more until the response is over; or says that there are too many.</summary>
    public Problem? Open(HttpContext context)
    {
        var network = context.Network();
        lock (gate)
        {
            var theirs = open.GetValueOrDefault(network);
            if (all >= most || theirs >= mostOfNetwork) return CommonProblems.TooManyStreams.After(TryAgainAfter);
            open[network] = theirs + 1;
            all++;
        }
        context.Response.RegisterForDispose(new Stream(this, network));
        return null;
    }

    private void Close(string network)
    {
        lock (gate)
        {
            all--;
            if (--open[network] == 0) open.Remove(network);
        }
    }

    private sealed class Stream(EventStreams streams, string network) : IDisposable
    {
        public void Dispose() => streams.Close(network);
    }
}
