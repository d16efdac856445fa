using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Usher.Web;

/// <summary>
/// A table as a CSV file (RFC 4180), row by row as it is read. Cells that a spreadsheet would take for a formula are written so that it
/// does not: people write their names themselves.
/// </summary>
public sealed class CsvFile(string name, IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string?>> rows) : IResult
{
    private static readonly CsvConfiguration Safe = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape, NewLine = "\r\n" };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.CacheControl = "no-store";
        // With the mark by which spreadsheets know UTF-8.
        await using var text = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await Write(text, head, rows, httpContext.RequestAborted);
    }

    public static async Task Write(TextWriter text, IReadOnlyList<string> head, IAsyncEnumerable<IReadOnlyList<string?>> rows, CancellationToken cancel = default)
    {
        await using var csv = new CsvWriter(text, Safe, leaveOpen: true);
        foreach (var cell in head) csv.WriteField(cell);
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            foreach (var cell in row) csv.WriteField(cell);
            await csv.NextRecordAsync();
        }
        await csv.FlushAsync();
    }

    /// <summary>An instant as spreadsheets and programs read it, UTC.</summary>
    public static string? Cell(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Cell(long number) => number.ToString(CultureInfo.InvariantCulture);
}
