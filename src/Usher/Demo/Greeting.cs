using System.Globalization;
using System.Text;

namespace Usher.Demo;

/// <summary>What the operator of the demo reads once it is served.</summary>
internal static class Greeting
{
    public static string Of(string origin)
    {
        var text = new StringBuilder().AppendLine().AppendLine(CultureInfo.InvariantCulture, $"  Usher's demo is on {origin}").AppendLine();
        foreach (var (person, _, what) in DemoAccounts.All) Row(text, $"{person.Name}, {what}", person.Email, Person.Password);
        text.AppendLine();
        Row(text, "Open now", DemoRooms.Tides);
        Row(text, "In ten minutes", DemoRooms.Breakwater);
        Row(text, "All mail", $"{origin}/mailbox");
        return text.AppendLine().AppendLine("  Ctrl-C stops it.").ToString();
    }

    private static void Row(StringBuilder text, params string[] cells) =>
        text.AppendLine(("    " + string.Concat(cells.Select(cell => cell.PadRight(34)))).TrimEnd());
}
