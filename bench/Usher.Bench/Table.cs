using System.Globalization;

namespace Usher.Bench;

/// <summary>Rates side by side, each with its ratio to the last row's.</summary>
internal static class Table
{
    public static void Print(int[] clients, IEnumerable<(string Name, Rate[] Rates)> rows)
    {
        var all = rows.ToList();
        Console.WriteLine($"{"units a second (99 % within, processor each)",-48}{string.Concat(clients.Select(count => $"{count + (count == 1 ? " client" : " clients"),38}"))}");
        foreach (var (name, rates) in all)
            Console.WriteLine($"{name,-48}{string.Concat(rates.Select((rate, i) => $"{Cell(rate, all[^1].Rates[i]),38}"))}");
        Console.WriteLine();
    }

    private static string Cell(Rate rate, Rate least) => string.Create(CultureInfo.InvariantCulture,
        $"{rate.PerSecond:#,0} ({rate.Slow.TotalMilliseconds:0.0} ms, {rate.Processor.TotalMicroseconds:0} µs) ×{rate.PerSecond / least.PerSecond:0.0}");
}
