using System.Diagnostics;

namespace Usher.Bench;

/// <summary>How much was done, and how long one had to wait for it.</summary>
/// <param name="PerSecond">Units answered a second.</param>
/// <param name="Slow">The wait that 99 of a hundred do not exceed.</param>
/// <param name="Processor">What a unit costs in processor time, which a busy machine disturbs least.</param>
internal readonly record struct Rate(double PerSecond, TimeSpan Slow, TimeSpan Processor);

/// <summary>Clients that each do one unit after another.</summary>
internal static class Load
{
    public static async Task<Rate> Run(Func<Task> unit, int clients, TimeSpan time)
    {
        var waits = new List<TimeSpan>[clients];
        var (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Run(unit, clients, time, waits);
        var (took, used) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor);
        var all = waits.SelectMany(own => own).Order().ToList();
        return new Rate(all.Count / took.TotalSeconds, all[(int)(all.Count * 0.99)], used / all.Count);
    }

    private static Task Run(Func<Task> unit, int clients, TimeSpan time, List<TimeSpan>[] waits) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var own = new List<TimeSpan>();
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time;)
            {
                var asked = Stopwatch.GetTimestamp();
                await unit();
                own.Add(Stopwatch.GetElapsedTime(asked));
            }
            waits[client] = own;
        })));
}
