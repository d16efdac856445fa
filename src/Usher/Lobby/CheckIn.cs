using Usher.Data;
using Usher.Invitations;
using Usher.Settings;

namespace Usher.Lobby;

/// <summary>Who they showed themselves to be, to be remembered on the device.</summary>
/// <param name="ByCode">They typed a mailed code, not the address alone.</param>
public sealed record CheckedIn(EntryFacts Facts, bool ByCode);

/// <summary>
/// Early check-in: the right address, and the code where the site wants one, is given before the session opens, and the page then walks
/// in by itself. Judged by the same decision as a claim, with the same pause after wrong addresses; it takes no place.
/// </summary>
public sealed class CheckIn(WriteDoor door, SiteSettings settings, TimeProvider time)
{
    public async Task<Outcome<CheckedIn>> Give(string token, Visitor visitor, AskingBrowser? asking, string network, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        // What is typed here is typed by whomever: a sign-in needs no check-in.
        visitor = visitor with { SignedInKey = null, AsGuest = false };
        return await door.Write<Outcome<CheckedIn>>(async db =>
        {
            await db.Hold(token, typed: true);
            if (await db.EntryFactsByLink(token, network, site, now, asking) is not { } facts) return InvitationProblems.UnknownLink;
            var policy = EntryPolicy.Of(site, facts.Role);
            var verdict = EntryRules.Judge(facts, visitor, new VisitorDevice(null, HasKey: true), policy, now);
            switch (verdict)
            {
                // Before it opens the decision asks nothing of those who show nothing; here nobody is taken for the one invited but who is.
                case EntryVerdict.NotYet or EntryVerdict.Bind when visitor.ShowsSomething && EntryRules.WhoIsIt(facts, visitor, policy, now) is null:
                    var byCode = EntryRules.AssuranceOf(facts, visitor, policy) is Assurance.EmailedCode;
                    if (EntryRules.MustShowCode(facts, visitor, policy) && !await db.UseCode(facts.Code!.Id, visitor.CodeShown!, now)) return InvitationProblems.CodeOver;
                    db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.CheckedIn, From = from });
                    return new CheckedIn(facts, byCode);
                case EntryVerdict.NotYet:
                    return InvitationProblems.AddressNeeded;
                case EntryVerdict.WrongAddress:
                    facts = await db.CountWrongAddress(facts, network, from, now);
                    break;
                case EntryVerdict.WrongCode:
                    facts = facts with { Code = await db.CountWrongCode(facts.Id, facts.Code!, from, now) };
                    break;
            }
            return facts.ProblemOf(verdict, now) ?? CommonProblems.Unexpected;
        });
    }
}
