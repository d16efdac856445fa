using System.Diagnostics;
using System.Text.Json;
using Usher.Tests.Architecture;

namespace Usher.Tests.Mail;

/// <summary>A calendar file as a second parser (npm's ical.js, in tests/calendar) understands it.</summary>
public sealed record ReadCalendar(
    string Method, string[] Zones, int Events, string Uid, int Sequence, string Zone, string LocalStart, DateTimeOffset Start, DateTimeOffset End,
    string Summary, string Description, CalendarPerson? Organizer, CalendarPerson[] Attendees)
{
    public static async Task<ReadCalendar> Of(string file)
    {
        using var node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Source.PathOf("tests/calendar/read.mjs") },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(file);
        node.StandardInput.Close();
        var read = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return JsonSerializer.Deserialize<ReadCalendar>(read, JsonSerializerOptions.Web)!;
    }
}

public sealed record CalendarPerson(string Name, string Address);
