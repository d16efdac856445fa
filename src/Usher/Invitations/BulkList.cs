using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using MimeKit;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>One person of a pasted list, as it was written.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Type">As written; null for the one that all others get.</param>
public sealed record BulkEntry(int Line, string Email, string FirstName, string LastName, string? Type)
{
    /// <summary>The role that the type names; <see cref="Role.Guest"/>, which nobody can be invited as, for a word that names none.</summary>
    internal Role? Role => string.IsNullOrWhiteSpace(Type) ? null
        : Enum.TryParse<Role>(Type.Trim(), ignoreCase: true, out var role) && Enum.IsDefined(role) && char.IsAsciiLetter(Type.Trim()[0]) ? role : Sessions.Role.Guest;
}

/// <summary>
/// Reads what people paste when they mean several: CSV (<c>email, first name, last name, type</c>, with or without a head, whichever of
/// comma, semicolon and tab it uses), lines like <c>Ben Okafor &lt;ben@…&gt;</c>, and bare addresses.
/// </summary>
public static class BulkList
{
    /// <summary>More than a list of <see cref="Most"/> people ever has.</summary>
    public const int LongestText = 1024 * 1024;

    public const int Most = 1000;
    private const int LongestCell = 1000;

    private static readonly ParserOptions Lenient = new() { AllowAddressesWithoutDomain = false };

    private static readonly Dictionary<string, Column> Heads = new(StringComparer.OrdinalIgnoreCase)
    {
        ["email"] = Column.Email,
        ["e-mail"] = Column.Email,
        ["mail"] = Column.Email,
        ["email address"] = Column.Email,
        ["e-mail address"] = Column.Email,
        ["address"] = Column.Email,
        ["first name"] = Column.First,
        ["firstname"] = Column.First,
        ["first_name"] = Column.First,
        ["first"] = Column.First,
        ["given name"] = Column.First,
        ["last name"] = Column.Last,
        ["lastname"] = Column.Last,
        ["last_name"] = Column.Last,
        ["last"] = Column.Last,
        ["surname"] = Column.Last,
        ["family name"] = Column.Last,
        ["name"] = Column.Whole,
        ["full name"] = Column.Whole,
        ["type"] = Column.Type,
        ["role"] = Column.Type,
        ["invitation type"] = Column.Type,
    };

    private enum Column
    {
        Email,
        First,
        Last,
        Whole,
        Type,
    }

    /// <summary>The people in it, in their order; whether each can be invited is for <see cref="CheckBulk"/> to say.</summary>
    public static IReadOnlyList<BulkEntry> Read(string? text)
    {
        var lines = (text ?? "").TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var entries = new List<BulkEntry>();
        // What a mail program would understand is read as it would; the rest, its lines in their places, is a table.
        for (var i = 0; i < lines.Length; i++)
        {
            if (Mailboxes(lines[i]) is not { } mailboxes) continue;
            entries.AddRange(mailboxes.Select(mailbox => Named(i + 1, mailbox.Address, mailbox.Name ?? "")));
            lines[i] = "";
        }
        entries.AddRange(Table(lines));
        return [.. entries.OrderBy(entry => entry.Line)];
    }

    private static List<MailboxAddress>? Mailboxes(string line)
    {
        var open = line.IndexOf('<', StringComparison.Ordinal);
        if (open < 0 || line.IndexOf('@', open) < 0 || line.IndexOf('>', open) < 0) return null;
        var found = InternetAddressList.TryParse(Lenient, line.Trim().TrimEnd(',', ';').Replace(">;", ">,", StringComparison.Ordinal), out var list)
            ? list.Mailboxes.ToList()
            : [];
        return found.Count > 0 ? found : null;
    }

    private static IEnumerable<BulkEntry> Table(string[] lines)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            Delimiter = DelimiterOf(lines),
            TrimOptions = TrimOptions.Trim,
            IgnoreBlankLines = true,
            BadDataFound = null,
            MissingFieldFound = null,
        };
        using var parser = new CsvParser(new StringReader(string.Join('\n', lines)), configuration);
        Column[]? columns = null;
        for (var number = 0; parser.Read(); number++)
        {
            string[] cells = [.. (parser.Record ?? []).Select(cell => cell.Trim() is { Length: > LongestCell } far ? far[..LongestCell] : cell.Trim())];
            if (cells.All(cell => cell.Length == 0)) continue;
            if (columns is null)
            {
                columns = HeadOf(cells);
                if (columns is not null) continue;
                columns = [Column.Email, Column.First, Column.Last, Column.Type];
            }
            foreach (var entry in Entries(parser.RawRow, cells, columns)) yield return entry;
        }
    }

    private static IEnumerable<BulkEntry> Entries(int line, string[] cells, Column[] columns)
    {
        // Addresses one after another, with nothing about whose they are.
        if (cells.Length > 1 && cells.Where(cell => cell.Length > 0).All(cell => cell.Contains('@', StringComparison.Ordinal)))
            return cells.Where(cell => cell.Length > 0).Select(cell => new BulkEntry(line, cell, "", "", null));
        string Cell(Column column) => Array.IndexOf(columns, column) is var place and >= 0 && place < cells.Length ? cells[place] : "";
        var whole = Named(line, Cell(Column.Email), Cell(Column.Whole));
        return
        [
            whole with
            {
                FirstName = Cell(Column.First) is { Length: > 0 } first ? first : whole.FirstName,
                LastName = Cell(Column.Last) is { Length: > 0 } last ? last : whole.LastName,
                Type = Cell(Column.Type) is { Length: > 0 } type ? type : null,
            },
        ];
    }

    private static Column[]? HeadOf(string[] cells)
    {
        if (cells.Any(cell => cell.Contains('@', StringComparison.Ordinal))) return null;
        Column?[] columns = [.. cells.Select(cell => Heads.TryGetValue(cell, out var column) ? column : (Column?)null)];
        // A column that nobody knows is passed over: it stands for nothing that is asked for.
        return columns.Contains(Column.Email) ? [.. columns.Select(column => column ?? (Column)(-1))] : null;
    }

    /// <summary>The mark that stands most often outside quotes.</summary>
    private static string DelimiterOf(string[] lines) =>
        new[] { ',', ';', '\t' }.MaxBy(mark => lines.Sum(line => line.Split('"').Where((_, place) => place % 2 == 0).Sum(part => part.Count(mark.Equals)))).ToString();

    /// <summary>"Okafor, Ben" and "Ben Okafor" alike; the last word of several is the last name.</summary>
    private static BulkEntry Named(int line, string address, string name)
    {
        name = name.Trim().Trim('"', '\'').Trim();
        if (name.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma) return new(line, address, name[(comma + 1)..].Trim(), name[..comma].Trim(), null);
        var space = name.LastIndexOf(' ');
        return space < 0 ? new(line, address, name, "", null) : new(line, address, name[..space].Trim(), name[(space + 1)..], null);
    }
}
