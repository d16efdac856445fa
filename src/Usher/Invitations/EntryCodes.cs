using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;

namespace Usher.Invitations;

/// <summary>A code is on its way.</summary>
public sealed record CodeSent(EntryCodeId Id, DateTimeOffset ExpiresAt, CodePurpose Purpose);

/// <summary>
/// Sending and taking mailed codes, as parts of a larger unit of work. That unit has judged who asks, and holds the invitation's row
/// (<see cref="TypedAddresses.Hold"/>), so that what is counted here is counted one after another.
/// </summary>
public sealed class EntryCodes(Outbox outbox)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Mails a new code to the invited address; the earlier ones of this browser are over. Call <see cref="Outbox.Wake"/> after the commit.</summary>
    public async Task<Outcome<CodeSent>> Send(
        UsherDb db, InvitationId invitation, CodePurpose purpose, AskingBrowser browser, string network, string? from, DateTimeOffset now)
    {
        if (!outbox.CanSend) return InvitationProblems.CodeUndeliverable;
        var before = await db.CodeOf(invitation, purpose, browser);
        if (before is not null && EntryCodeRules.IsLive(before, now) && now - before.SentAt < EntryCodeRules.Apart)
            return new CodeSent(before.Id, before.SentAt + EntryCodeRules.Life, purpose);
        if (await Wait(db, invitation, network, now) is { } wait) return InvitationProblems.TooManyCodes.After(wait);
        var (id, code, forgotten) = (EntryCodeId.New(now), AskingBrowser.NewCode(), now - KeptFor);
        await db.EntryCodes.Where(one => one.InvitationId == invitation && one.SentAt < forgotten).ExecuteDeleteAsync();
        db.Add(new EntryCode
        {
            Id = id,
            InvitationId = invitation,
            Purpose = purpose,
            BrowserHash = browser.Hash,
            CodeHash = browser.HashOf(purpose, code),
            Network = network,
            SentAt = now,
        });
        db.Add(new HistoryLine { InvitationId = invitation, At = now, What = HistoryWhat.CodeSent, From = from });
        outbox.Queue(db, EntryCodeMail.Kind, id.ToString(), Encoding.UTF8.GetBytes(code), now);
        return new CodeSent(id, now + EntryCodeRules.Life, purpose);
    }

    private static async Task<TimeSpan?> Wait(UsherDb db, InvitationId invitation, string network, DateTimeOffset now)
    {
        var (codes, hour) = (db.EntryCodes, EntryCodeRules.CountedFor);
        return await codes.Where(code => code.InvitationId == invitation).Wait(EntryCodeRules.MostForInvitation, hour, now)
            ?? await codes.Where(code => code.InvitationId == invitation && code.Network == network).Wait(EntryCodeRules.MostForInvitationFromNetwork, hour, now)
            ?? await codes.Where(code => code.Network == network).Wait(EntryCodeRules.MostFromNetwork, hour, now);
    }
}

/// <summary>How many codes went out lately.</summary>
internal static class CountedCodes
{
    /// <summary>How long until another may be sent; null if one may now.</summary>
    public static async Task<TimeSpan?> Wait<TCode>(this IQueryable<TCode> codes, int most, TimeSpan countedFor, DateTimeOffset now) where TCode : MailedCode
    {
        var since = now - countedFor;
        var lately = codes.Where(code => code.SentAt > since);
        return await lately.CountAsync() < most ? null : await lately.MinAsync(code => code.SentAt) - since;
    }
}

/// <summary>What becomes of codes that are out.</summary>
internal static class SentCodes
{
    /// <summary>The newest that this browser asked for; only this one counts.</summary>
    public static Task<CodeFacts?> CodeOf(this UsherDb db, InvitationId invitation, CodePurpose purpose, AskingBrowser browser)
    {
        var hash = browser.Hash;
        return db.EntryCodes.Where(code => code.InvitationId == invitation && code.Purpose == purpose && code.BrowserHash == hash)
            .OrderByDescending(code => code.Id)
            .Select(code => new CodeFacts(code.Id, code.CodeHash, code.SentAt, code.Tries, code.UsedAt))
            .FirstOrDefaultAsync();
    }

    /// <summary>Uses a code up: true once, and only while it is live.</summary>
    public static async Task<bool> UseCode(this UsherDb db, EntryCodeId id, byte[] shown, DateTimeOffset now) =>
        await db.EntryCodes.Where(code => code.Id == id && code.CodeHash == shown).Where(EntryCodeRules.LiveAt<EntryCode>(now))
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.UsedAt, now)) == 1;

    /// <summary>Counts a wrong code, and gives the facts with it counted.</summary>
    public static async Task<CodeFacts> CountWrongCode(this UsherDb db, InvitationId invitation, CodeFacts code, string? from, DateTimeOffset now)
    {
        await db.EntryCodes.Where(one => one.Id == code.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Tries, one => one.Tries + 1));
        db.Add(new HistoryLine { InvitationId = invitation, At = now, What = HistoryWhat.WrongCode, From = from });
        return code with { Tries = code.Tries + 1 };
    }
}
