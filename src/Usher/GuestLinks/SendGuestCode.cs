using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>Somebody at a guest link asks for the code to come in by.</summary>
/// <param name="Email">As typed.</param>
/// <param name="Network">Where codes are counted: an IPv4 address or an IPv6 /64.</param>
/// <param name="Language">In which they are spoken to: a BCP 47 tag.</param>
/// <param name="Anew">They want another one, though the one that they have may still be good.</param>
public sealed record GuestCodeAsk(
    string Token, string? Email, DeviceCredentials Device, AccountId? Account, AskingBrowser Browser, string Network, string Language, bool Anew);

/// <summary>A guest's code is on its way.</summary>
public sealed record GuestCodeSent(GuestCodeId Id, DateTimeOffset ExpiresAt);

/// <summary>
/// Mails a guest the code to come in by. Whom the link would not let in with the right code hears what a claim would tell them, and
/// sets no mail in motion, as far as it shows before the browser proves its key.
/// </summary>
public sealed class SendGuestCode(WriteDoor door, RemovalMarks marks, SiteSettings settings, Outbox outbox, TimeProvider time)
{
    // Each time that somebody is counted after another, that other was counted; so it ends with the day's last code.
    private const int MostTries = GuestCodeRules.MostForMailboxInADay + 1;

    public async Task<Outcome<GuestCodeSent>> Send(GuestCodeAsk ask)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        for (var tries = 1; ; tries++)
        {
            try
            {
                var sent = await door.Write(db => SendWithin(db, ask, GuestPolicy.Of(site), site, now));
                if (sent.Problem is null) outbox.Wake();
                return sent;
            }
            catch (DbUpdateException fault) when (fault.IsDuplicate() && tries < MostTries)
            {
                // By another link a code for the same mailbox was counted at this moment.
            }
        }
    }

    private async Task<Outcome<GuestCodeSent>> SendWithin(UsherDb db, GuestCodeAsk ask, GuestPolicy policy, InvitationSettings site, DateTimeOffset now)
    {
        await ClaimGuestLink.Hold(db, ask.Token);
        var address = EmailAddress.Parse(ask.Email);
        var who = new WhoComes(address?.Key, null, [.. ask.Device.Cookies.Keys], ask.Account);
        if (await db.GuestFactsByLink(ask.Token, ask.Device, who, marks, site, now, ask.Browser) is not { } facts) return InvitationProblems.UnknownLink;
        var device = new VisitorDevice(ask.Device.Recognise(facts.Known)?.Id, HasKey: true);
        var verdict = GuestLinkRules.Judge(facts, new GuestVisitor(address?.Key), device, policy, now);
        if (verdict is not GuestVerdict.CodeNeeded) return GuestLinkRules.ProblemOf(verdict) ?? InvitationProblems.CodeNotNeeded;
        if (address is null)
        {
            var errors = new FieldErrors();
            errors.RequireAddress(ask.Email);
            return errors.Problem!;
        }
        if (!outbox.CanSend) return InvitationProblems.CodeUndeliverable;
        if (facts.Code is { } before && before.EmailKey == address.Key && EntryCodeRules.IsLive(before, now)
            && (!ask.Anew || now - before.SentAt < EntryCodeRules.Apart)) return new GuestCodeSent(before.Id, before.SentAt + EntryCodeRules.Life);
        var mailbox = GuestCodeRules.MailboxOf(address.Key);
        // Taken before they are counted: whoever is counted from here on takes the same number, and one of the two begins anew.
        var number = (await db.GuestCodes.Where(one => one.Mailbox == mailbox).MaxAsync(one => (int?)one.Number) ?? 0) + 1;
        if (await Wait(db, facts.Id, mailbox, ask.Network, now) is { } wait) return InvitationProblems.TooManyCodes.After(wait);
        return Mail(db, facts.Id, address, mailbox, number, ask, now);
    }

    private GuestCodeSent Mail(UsherDb db, GuestLinkId link, EmailAddress address, string mailbox, int number, GuestCodeAsk ask, DateTimeOffset now)
    {
        var (id, code) = (GuestCodeId.New(now), AskingBrowser.NewCode());
        db.Add(new GuestCode
        {
            Id = id,
            GuestLinkId = link,
            Email = address.Typed,
            EmailKey = address.Key,
            Mailbox = mailbox,
            Number = number,
            Language = ask.Language,
            BrowserHash = ask.Browser.Hash,
            CodeHash = ask.Browser.HashOf(CodePurpose.Entry, code),
            Network = ask.Network,
            SentAt = now,
        });
        outbox.Queue(db, GuestCodeMail.Kind, id.ToString(), Encoding.UTF8.GetBytes(code), now);
        return new GuestCodeSent(id, now + EntryCodeRules.Life);
    }

    private static async Task<TimeSpan?> Wait(UsherDb db, GuestLinkId link, string mailbox, string network, DateTimeOffset now)
    {
        var (codes, hour) = (db.GuestCodes, EntryCodeRules.CountedFor);
        var since = now - hour;
        var missed = codes.Where(code => code.Network == network && code.SentAt > since && code.Tries > 0);
        if (await missed.SumAsync(code => code.Tries) >= GuestCodeRules.MostWrongFromNetwork) return await missed.MinAsync(code => code.SentAt) - since;
        return await codes.Where(code => code.Mailbox == mailbox).Wait(GuestCodeRules.MostForMailboxInADay, GuestCodeRules.KeptFor, now)
            ?? await codes.Where(code => code.Mailbox == mailbox).Wait(GuestCodeRules.MostForMailbox, hour, now)
            ?? await codes.Where(code => code.Mailbox == mailbox && code.Network == network).Wait(GuestCodeRules.MostForMailboxFromNetwork, hour, now)
            ?? await codes.Where(code => code.GuestLinkId == link).Wait(GuestCodeRules.MostForLink, hour, now)
            ?? await codes.Where(code => code.Network == network).Wait(EntryCodeRules.MostFromNetwork, hour, now);
    }
}
