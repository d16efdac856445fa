using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Usher.Data;

namespace Usher.Web;

/// <summary>
/// The site's log: a line an entry. Whatever an entry holds, it cannot start a line of its own, and no link's token and no
/// personal token gets through.
/// </summary>
public sealed partial class LineFormatter(TimeProvider time) : ConsoleFormatter("usher")
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel.ToString().ToUpperInvariant();
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"{time.Now():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {logEntry.Category}: "));
        textWriter.WriteLine(Clean(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is null) return;
        // Lines of a stack are indented: an entry is what starts at the margin.
        foreach (var line in logEntry.Exception.ToString().Split('\n')) textWriter.WriteLine($"    {Clean(line.TrimEnd('\r'))}");
    }

    /// <summary>The text with secrets blotted out and control characters written as escapes.</summary>
    public static string Clean(string text) =>
        Control().Replace(Redaction.Of(text), found => $"\\u{(int)found.Value[0]:x4}");

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]", RegexOptions.None, Patterns.Patience)]
    private static partial Regex Control();
}

/// <summary>Which lines are written, and how.</summary>
internal static class SiteLog
{
    public static void AddSiteLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = "usher").AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        // The framework's own lines about requests name their paths, and paths can hold tokens.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // That keys are kept unencrypted in the data directory is said in the operations guide, once, and not at every start.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("Orleans", LogLevel.Warning);
    }
}
