using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Usher.Accounts;

/// <summary>Reads the list of an import: CSV with commas, or with semicolons or tabs, as some spreadsheets write it.</summary>
internal static class ImportFile
{
    /// <summary>Characters.</summary>
    public const int Largest = 1024 * 1024;

    private static readonly string[] Needed = ["email", "firstname", "lastname"];

    public static Outcome<IReadOnlyList<ImportRow>> Read(string text)
    {
        if (text.Length > Largest) return AccountProblems.ImportTooLarge;
        try
        {
            using var reader = new CsvReader(new StringReader(text.TrimStart('\uFEFF')), Configuration(text));
            return reader.Read() && reader.ReadHeader() && Columns(reader.HeaderRecord ?? []) is { } columns ? Rows(reader, columns) : AccountProblems.ImportUnreadable;
        }
        catch (CsvHelperException)
        {
            return AccountProblems.ImportUnreadable;
        }
    }

    private static Outcome<IReadOnlyList<ImportRow>> Rows(CsvReader reader, Dictionary<string, int> columns)
    {
        var rows = new List<ImportRow>();
        while (reader.Read())
        {
            if (rows.Count == ImportAccounts.Most) return AccountProblems.ImportTooLarge;
            rows.Add(new(reader.Context.Parser!.RawRow, Cell(reader, columns, "email"), Cell(reader, columns, "firstname"), Cell(reader, columns, "lastname"), Cell(reader, columns, "role"), Cell(reader, columns, "groups")));
        }
        return rows.Count == 0 ? AccountProblems.ImportUnreadable : rows;
    }

    private static CsvConfiguration Configuration(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var head = end < 0 ? text : text[..end];
        var separator = head.Contains(',', StringComparison.Ordinal) ? "," : head.Contains(';', StringComparison.Ordinal) ? ";" : "\t";
        return new(CultureInfo.InvariantCulture) { Delimiter = separator, MissingFieldFound = null, HeaderValidated = null, IgnoreBlankLines = true };
    }

    /// <summary>Where each column is, by its name without blanks and case; null when one that is needed is not there.</summary>
    private static Dictionary<string, int>? Columns(IReadOnlyList<string> head)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (place, name) in head.Index()) columns.TryAdd(new string([.. name.Where(char.IsAsciiLetter).Select(char.ToLowerInvariant)]), place);
        return Needed.All(columns.ContainsKey) ? columns : null;
    }

    private static string Cell(CsvReader reader, Dictionary<string, int> columns, string name) =>
        columns.TryGetValue(name, out var place) ? reader.GetField(place) ?? "" : "";
}
