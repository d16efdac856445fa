using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>Something that happened to an invitation.</summary>
/// <param name="By">The account that did it; null for the invitee and for the site itself.</param>
/// <param name="From">The network address it came from.</param>
public sealed record HistoryAnswer(DateTimeOffset At, HistoryWhat What, string? By, string Detail, string? From);

/// <summary>Reads what happened to an invitation.</summary>
internal static class InvitationHistory
{
    private const int Most = 500;

    /// <param name="whole">For a file: all of it.</param>
    public static async Task<IReadOnlyList<HistoryAnswer>> HistoryOf(this UsherDb db, InvitationId id, bool whole = false)
    {
        var accounts = db.Accounts;
        return await db.InvitationHistory.AsNoTracking()
            .Where(line => line.InvitationId == id)
            .OrderByDescending(line => line.At).ThenByDescending(line => line.Id)
            .Take(whole ? int.MaxValue : Most)
            .Select(line => new HistoryAnswer(
                line.At, line.What, accounts.Where(account => account.Id == line.ById).Select(account => account.FirstName + " " + account.LastName).FirstOrDefault(),
                line.Detail, line.From))
            .ToListAsync();
    }
}
