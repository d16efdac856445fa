using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>A row, and what it comes to; nothing of it when it is refused.</summary>
internal sealed record CheckedRow(BulkRow Row, CheckedInvitation? Invitation);

/// <summary>Says of each row of a bulk whether it would be issued, and if not, why: without changing anything.</summary>
public sealed class CheckBulk(IDbContextFactory<UsherDb> databases, SiteSettings settings, Outbox outbox)
{
    private const int AtOnce = 500;

    internal async Task<List<CheckedRow>> Check(InvitingRoom room, IReadOnlyList<(int Row, InvitationRequest Request)> requests, Actor by)
    {
        var site = await settings.Invitations();
        await using var db = await databases.CreateDbContextAsync();
        var named = await WithKnownNames(db, room.Id, requests);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rows = named.ConvertAll(one => One(room, one.Row, one.Request, site, seen, by.At));
        await FindExisting(db, room.Id, rows, site, by.At);
        await CountDown(db, rows, site, by);
        return rows;
    }

    private CheckedRow One(InvitingRoom room, int number, InvitationRequest request, InvitationSettings site, HashSet<string> seen, DateTimeOffset now)
    {
        var row = new BulkRow(
            number, request.Email?.Trim() ?? "", request.FirstName?.Trim() ?? "", request.LastName?.Trim() ?? "", request.Role ?? Sessions.Role.Viewer, BulkVerdict.Good);
        var check = request.Check(room, site, outbox.CanSend, now);
        if (check.Problem is { } problem) return new(row.Refused(problem), null);
        return seen.Add($"{check.Value.Address.Key} {check.Value.Session?.Id}") ? new(row, check.Value) : new(row.Refused(InvitationProblems.DuplicateRow), null);
    }

    /// <summary>A list of addresses alone is enough for people whom the site or the room knows.</summary>
    private static async Task<List<(int Row, InvitationRequest Request)>> WithKnownNames(
        UsherDb db, RoomId room, IReadOnlyList<(int Row, InvitationRequest Request)> requests)
    {
        var nameless = requests.Where(one => string.IsNullOrWhiteSpace(one.Request.FirstName) && string.IsNullOrWhiteSpace(one.Request.LastName))
            .Select(one => EmailAddress.Parse(one.Request.Email)).OfType<EmailAddress>().DistinctBy(address => address.Key).ToList();
        var names = new Dictionary<string, (string First, string Last)>(StringComparer.Ordinal);
        foreach (var part in nameless.Chunk(AtOnce))
        {
            string[] keys = [.. part.Select(address => address.Key)];
            foreach (var one in await db.Invitations.Where(one => one.RoomId == room && keys.Contains(one.EmailKey)).Select(one => new { one.EmailKey, one.FirstName, one.LastName }).ToListAsync())
                names[one.EmailKey] = (one.FirstName, one.LastName);
            foreach (var one in await db.Accounts.Where(one => keys.Contains(one.NormalizedEmail!)).Select(one => new { one.Email, one.FirstName, one.LastName }).ToListAsync())
                if (EmailAddress.Parse(one.Email) is { } address) names[address.Key] = (one.FirstName, one.LastName);
        }
        return
        [
            .. requests.Select(one => string.IsNullOrWhiteSpace(one.Request.FirstName) && string.IsNullOrWhiteSpace(one.Request.LastName)
                && EmailAddress.Parse(one.Request.Email) is { } address && names.TryGetValue(address.Key, out var name)
                ? (one.Row, one.Request with { FirstName = name.First, LastName = name.Last })
                : one),
        ];
    }

    private static async Task FindExisting(UsherDb db, RoomId room, List<CheckedRow> rows, InvitationSettings site, DateTimeOffset now)
    {
        var keys = rows.Where(row => row.Invitation is not null).Select(row => row.Invitation!.Address.Key).Distinct().ToList();
        foreach (var part in keys.Chunk(AtOnce))
        {
            var held = await db.HeldBy(room, part, site, now);
            for (var i = 0; i < rows.Count; i++)
                if (rows[i].Invitation is { } one && held.TryGetValue((one.Address.Key, one.Session?.Id), out var id))
                    rows[i] = new(rows[i].Row.Refused(InvitationProblems.Exists with { About = id.ToString() }), null);
        }
    }

    private static async Task CountDown(UsherDb db, List<CheckedRow> rows, InvitationSettings site, Actor by)
    {
        var left = await db.QuotaLeft(by, site);
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Invitation is not null && left-- <= 0) rows[i] = new(rows[i].Row.Refused(InvitationProblems.Quota), null);
    }
}
