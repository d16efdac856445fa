using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>The register, and an invitation's history, as CSV files.</summary>
internal static class RegisterFile
{
    private const int PartLength = 500;

    private static readonly string[] Head =
    [
        "invitation", "first name", "last name", "email", "type", "session", "session starts", "state", "invited at", "invited by", "works until",
        "mail", "mail server's words", "devices", "joined at", "last seen at", "seconds attended", "previews",
    ];

    public static CsvFile Of(RoomId room, RegisterQuery query, IDbContextFactory<UsherDb> databases, InvitationSettings site, DateTimeOffset now) =>
        new("invitations.csv", Head, Rows(room, query, databases, site, now));

    public static CsvFile OfHistory(IReadOnlyList<HistoryAnswer> lines) => new(
        "history.csv", ["at", "what", "by", "detail", "from"],
        lines.Select(IReadOnlyList<string?> (line) => [CsvFile.Cell(line.At), InvitationWords.Label(line.What), line.By, line.Detail, line.From]).ToAsyncEnumerable());

    private static async IAsyncEnumerable<IReadOnlyList<string?>> Rows(
        RoomId room, RegisterQuery query, IDbContextFactory<UsherDb> databases, InvitationSettings site, DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        RegisterCursor? after = null;
        while (!cancel.IsCancellationRequested)
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var part = await db.RegisterOf(room, query, after, PartLength, site, now);
            foreach (var row in part) yield return Cells(row);
            if (part.Count < PartLength) yield break;
            after = RegisterCursor.Of(part[^1], query.Sort);
        }
    }

    private static IReadOnlyList<string?> Cells(RegisterRow row) =>
    [
        row.Id.ToString(), row.FirstName, row.LastName, row.Email, row.Role.ToString(), row.Session?.ToString() ?? "every", CsvFile.Cell(row.SessionStartsAt),
        row.State.ToString(), CsvFile.Cell(row.IssuedAt), row.IssuedBy, CsvFile.Cell(row.ExpiresAt), row.Mail?.State.ToString(), row.Mail?.RelayWords,
        string.Join("; ", row.Devices.Select(device => $"{device.Browser} on {device.System}")), CsvFile.Cell(row.JoinedAt), CsvFile.Cell(row.LastSeenAt),
        CsvFile.Cell(row.SecondsAttended), CsvFile.Cell(row.Previews),
    ];
}
