using Usher.Data;
using Usher.Mail;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>
/// Somebody asks for the code to enter by, or to go on by with another device. Whoever cannot name the invited address hears exactly
/// what a claim would tell them, or for another device what the invitee is told; is counted as there, and sets no mail in motion.
/// </summary>
public sealed class SendEntryCode(WriteDoor door, SiteSettings settings, EntryCodes codes, Outbox outbox, TimeProvider time)
{
    public async Task<Outcome<CodeSent>> Send(string token, Visitor visitor, AskingBrowser browser, string network, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        var sent = await door.Write<Outcome<CodeSent>>(async db =>
        {
            await db.Hold(token, typed: visitor.TypedKey is not null);
            if (await db.EntryFactsByLink(token, network, site, now, browser) is not { } facts) return InvitationProblems.UnknownLink;
            var verdict = EntryRules.Judge(facts, visitor, new VisitorDevice(null, HasKey: true), EntryPolicy.Of(site, facts.Role), now);
            switch (verdict)
            {
                case EntryVerdict.CodeNeeded:
                case EntryVerdict.NotYet when EntryRules.WaitsForCode(facts, visitor, EntryPolicy.Of(site, facts.Role), now):
                    return await codes.Send(db, facts.Id, CodePurpose.Entry, browser, network, from, now);
                case EntryVerdict.OtherDevice when NewDeviceRules.TakesCode(NewDeviceRules.Needs(site.NewDevice, facts.Role)):
                    return await SendForDevice(db, facts, visitor, browser, network, from, EntryPolicy.Of(site, facts.Role), now);
                case EntryVerdict.WrongAddress:
                    facts = await db.CountWrongAddress(facts, network, from, now);
                    break;
                case EntryVerdict.Bind or EntryVerdict.WelcomeBack:
                case EntryVerdict.NotYet when visitor.ShowsSomething:
                    return InvitationProblems.CodeNotNeeded;
                case EntryVerdict.NotYet:
                    return InvitationProblems.AddressNeeded;
            }
            return facts.ProblemOf(verdict, now) ?? CommonProblems.Unexpected;
        });
        if (sent.Problem is null) outbox.Wake();
        return sent;
    }

    /// <summary>The code to come on another device by. Right or wrong, an address is answered and counted alike; only the right one has anything mailed.</summary>
    private async Task<Outcome<CodeSent>> SendForDevice(
        UsherDb db, EntryFacts facts, Visitor visitor, AskingBrowser browser, string network, string? from, EntryPolicy policy, DateTimeOffset now)
    {
        if (!outbox.CanSend) return InvitationProblems.CodeUndeliverable;
        // The code that lets in is not wanted of who asks for the one that moves.
        var doubt = EntryRules.WhoIsIt(facts, visitor, policy with { CodeNeeded = false }, now);
        if (doubt is not (null or EntryVerdict.WrongAddress)) return facts.ProblemOf(doubt.Value, now)!;
        if (visitor.TypedKey is not null) await db.CountTry(facts, network, now);
        if (doubt is null)
        {
            var sent = await codes.Send(db, facts.Id, CodePurpose.NewDevice, browser, network, from, now);
            // That several were mailed already is nothing to tell who may be guessing at the address.
            if (sent.Problem is { } problem && (visitor.TypedKey is null || problem.Code != InvitationProblems.TooManyCodes.Code)) return problem;
        }
        else
        {
            db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.WrongAddress, From = from });
        }
        return new CodeSent(EntryCodeId.New(now), now + EntryCodeRules.Life, CodePurpose.NewDevice);
    }
}
