using Usher.Data;
using Usher.Invitations;
using Usher.Settings;

namespace Usher.Lobby;

/// <summary>
/// Early check-in: the right address is given before the session opens, and the page then walks in by itself. Judged by the same
/// decision as a claim, with the same pause after wrong addresses; it takes no place.
/// </summary>
public sealed class CheckIn(WriteDoor door, SiteSettings settings, TimeProvider time)
{
    /// <summary>The facts for which the check-in is to be remembered on the device.</summary>
    public async Task<Outcome<EntryFacts>> Give(string token, string? address, string network, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        return await door.Write<Outcome<EntryFacts>>(async db =>
        {
            await db.Hold(token, typed: true);
            if (await db.EntryFactsByLink(token, network, site, now) is not { } facts) return InvitationProblems.UnknownLink;
            var visitor = Visitor.Typing(address);
            var verdict = EntryRules.Judge(facts, visitor, new VisitorDevice(null, HasKey: true), EntryPolicy.Of(site, facts.Role), now);
            if (verdict is EntryVerdict.NotYet or EntryVerdict.Bind)
            {
                db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.CheckedIn, From = from });
                return facts;
            }
            if (verdict is EntryVerdict.WrongAddress) facts = await db.CountWrongAddress(facts, network, from, now);
            return facts.ProblemOf(verdict, now) ?? CommonProblems.Unexpected;
        });
    }
}
