using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Usher.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const int Flushes = 200;

    public static void Print()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        Console.WriteLine($"{Processor}, {Environment.ProcessorCount} cores, {memory} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}");
        Console.WriteLine();
    }

    private static string Processor => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ", 2)[1] ?? "Unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>How long the disk takes to have a page for good: the median of many.</summary>
    public static TimeSpan FlushTime(DirectoryInfo home)
    {
        using var file = new FileStream(Path.Combine(home.FullName, "flush"), FileMode.Create);
        var page = new byte[4096];
        var times = new List<TimeSpan>(Flushes);
        for (var i = 0; i < Flushes; i++)
        {
            var started = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(started));
        }
        return times.Order().ElementAt(Flushes / 2);
    }
}
