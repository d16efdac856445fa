using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>Counts the addresses typed at an invitation, in the unit of work that judges them.</summary>
internal static class TypedAddresses
{
    /// <summary>
    /// Holds the invitation's row until the end of the unit: addresses guessed side by side are judged one after another, and a link
    /// that is replaced at this moment is dead before the judgement or after it, never in between.
    /// </summary>
    public static Task<int> Hold(this UsherDb db, string token, bool typed)
    {
        var (hash, count) = (Secret.Hash(token), typed ? 1 : 0);
        return db.Invitations.Where(invitation => invitation.Tokens.Any(link => link.Hash == hash && link.ReplacedAt == null))
            .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.AddressesTyped, invitation => invitation.AddressesTyped + count));
    }

    /// <summary>The facts, with this wrong address counted.</summary>
    public static async Task<EntryFacts> CountWrongAddress(this UsherDb db, EntryFacts facts, string network, string? from, DateTimeOffset now)
    {
        var count = await db.WrongAddressCounts.SingleOrDefaultAsync(count => count.InvitationId == facts.Id && count.Network == network);
        if (count is null) db.WrongAddressCounts.Add(count = new WrongAddressCount { InvitationId = facts.Id, Network = network, Tries = 0, LastAt = now });
        (count.Tries, count.LastAt) = (count.Tries + 1, now);
        db.InvitationHistory.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.WrongAddress, From = from });
        return facts with { WrongAddresses = new WrongAddresses(count.Tries, now) };
    }
}
