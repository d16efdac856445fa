using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>
/// An invitee whose invitation is over asks its host for another. It marks the register and mails the inviter, once an hour at most:
/// asked again, it is answered alike.
/// </summary>
public sealed class AskForNewLink(WriteDoor door, SiteSettings settings, Outbox outbox, RegisterChanges register, TimeProvider time)
{
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    public async Task<Outcome<Done>> Ask(string token, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        var lastBefore = now - Apart;
        RoomId? room = null;
        var asked = await door.Write<Outcome<Done>>(async db =>
        {
            if (await db.EntryFactsByLink(token, null, site, now) is not { } facts) return InvitationProblems.UnknownLink;
            var verdict = EntryRules.Judge(facts, Visitor.Nobody, new VisitorDevice(null, HasKey: true), EntryPolicy.Of(site, facts.Role), now);
            // Where there is nothing left to come to, there is nothing to ask for.
            if (verdict is EntryVerdict.Void or EntryVerdict.Ended) return facts.ProblemOf(verdict, now)!;
            room = facts.RoomId;
            if (!MayAsk(verdict)) return InvitationProblems.LinkStillWorks;
            var marked = await db.Invitations.Where(one => one.Id == facts.Id && (one.NewLinkAskedAt == null || one.NewLinkAskedAt < lastBefore))
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.NewLinkAskedAt, now));
            if (marked == 0) return new Done();
            db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.NewLinkAsked, From = from });
            if (outbox.CanSend) outbox.Queue(db, WordToHost.Kind, facts.Id.ToString(), Encoding.UTF8.GetBytes(nameof(HistoryWhat.NewLinkAsked)), now);
            return new Done();
        });
        if (asked.Problem is null) outbox.Wake();
        if (room is { } changed) register.Tell(changed);
        return asked;
    }

    public static bool MayAsk(EntryVerdict verdict) => verdict is EntryVerdict.Expired or EntryVerdict.Revoked;
}

internal static class AnsweredAsks
{
    /// <summary>A host has done something about it.</summary>
    public static Task<int> AnswerAsk(this UsherDb db, InvitationId id) =>
        db.Invitations.Where(one => one.Id == id && one.NewLinkAskedAt != null).ExecuteUpdateAsync(set => set.SetProperty(one => one.NewLinkAskedAt, (DateTimeOffset?)null));
}
