using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>
/// "I can't come", and "I can come after all". It takes the invitee, as going in does: the link alone may have been passed on. Nothing
/// is lost by it, and whoever comes has taken it back.
/// </summary>
public sealed class AnswerInvitation(WriteDoor door, SiteSettings settings, RegisterChanges register, TimeProvider time)
{
    public async Task<Outcome<Done>> Answer(string token, bool comes, Visitor visitor, DeviceCredentials device, string network, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        RoomId? room = null;
        var answered = await door.Write<Outcome<Done>>(async db =>
        {
            await db.Hold(token, typed: visitor.TypedKey is not null);
            if (await db.EntryFactsByLink(token, network, site, now) is not { } facts) return InvitationProblems.UnknownLink;
            // Saying so opens no door: the address is enough.
            var policy = EntryPolicy.Of(site, facts.Role) with { CodeNeeded = false };
            var bound = device.Recognise(facts.Bindings) is { } binding && EntryRules.Holds(binding, now);
            var verdict = EntryRules.Judge(facts, visitor, new VisitorDevice(null, HasKey: true), policy, now);
            if (verdict is EntryVerdict.Revoked or EntryVerdict.Void or EntryVerdict.Expired or EntryVerdict.Ended) return facts.ProblemOf(verdict, now)!;
            var doubt = bound ? null : EntryRules.WhoIsIt(facts, visitor, policy, now);
            if (doubt is EntryVerdict.WrongAddress) facts = await db.CountWrongAddress(facts, network, from, now);
            if (doubt is { } refusal) return facts.ProblemOf(refusal, now)!;
            DateTimeOffset? said = comes ? null : now;
            var changed = await db.Invitations.Where(one => one.Id == facts.Id && (comes ? one.CannotComeAt != null : one.CannotComeAt == null))
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.CannotComeAt, said));
            if (changed == 1) db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = comes ? HistoryWhat.CanCome : HistoryWhat.CannotCome, From = from });
            room = facts.RoomId;
            return new Done();
        });
        if (room is { } changed) register.Tell(changed);
        return answered;
    }
}
