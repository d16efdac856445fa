using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Taking one of an invitation's places: as part of the unit that claims, whatever it claims for.</summary>
internal static class TakePlace
{
    /// <summary>Gives back the places of bindings whose connection never arrived.</summary>
    public static async Task LapseUnconnected(this UsherDb db, EntryFacts facts, DateTimeOffset now)
    {
        foreach (var binding in facts.Bindings.Where(binding => EntryRules.Lapsing(binding, now)))
        {
            var lapsed = await db.DeviceBindings
                .Where(device => device.Id == binding.Id && device.LapsedAt == null && device.RevokedAt == null && device.ConnectedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(device => device.LapsedAt, now));
            if (lapsed == 0) continue;
            await db.Invitations.Where(invitation => invitation.Id == facts.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.BoundDevices, invitation => invitation.BoundDevices - 1));
            db.InvitationHistory.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.BindingLapsed });
        }
    }

    /// <summary>
    /// The one conditional UPDATE: true for exactly as many devices as there are places. Its WHERE is <see cref="EntryVerdict.Bind"/> said
    /// once more of the rows as they are now, for somebody who is the one invited; a test holds the two together.
    /// </summary>
    public static async Task<bool> Take(this UsherDb db, EntryFacts facts, Visitor visitor, InvitationSettings site, DateTimeOffset now)
    {
        var policy = EntryPolicy.Of(site, facts.Role);
        if (!policy.Domains.AdmitsAddress(facts.EmailKey)) return false;
        var endsAfter = now.AddMinutes(-site.GraceMinutes);
        var standings = Enum.GetValues<Standing>().Where(standing => standing.May(RoomAct.Invite)).ToArray();
        var open = db.Sessions.Where(session => session.Id == facts.SessionId).Where(SessionRules.OpenFor(now, facts.Role.EntersEarly()));
        var (inviters, collaborators, accounts) = (db.WhoMayInvite(site), db.Collaborators, db.Accounts);
        // By their own standing, or by leading the room's course.
        var (rooms, leaders, allowedLeaders) = (db.Rooms.Where(room => room.Access != RoomAccess.Private), db.CourseLeaders(), db.CourseLeadersWhoMayInvite(site));
        var byCourse = Standing.CoEditor.May(RoomAct.Invite);
        var (mustSignIn, codeNeeded) = (EntryRules.MustSignIn(facts, visitor, policy), EntryRules.MustShowCode(facts, visitor, policy));
        var (codeId, shown) = (facts.Code?.Id, visitor.CodeShown);
        var code = db.EntryCodes.Where(one => one.Id == codeId && one.CodeHash == shown).Where(EntryCodeRules.LiveAt<EntryCode>(now));
        var touched = await db.Invitations
            .Where(invitation => invitation.Id == facts.Id
                && invitation.RevokedAt == null
                && invitation.Role == facts.Role
                && invitation.EmailKey == facts.EmailKey
                && (invitation.MaxDevices == Invitation.UnlimitedDevices || invitation.BoundDevices < invitation.MaxDevices)
                && (invitation.ExpiresAt == null || invitation.ExpiresAt > now)
                && (inviters.Any(account => account.Id == invitation.IssuedById)
                    || rooms.Any(room => room.Id == invitation.RoomId && allowedLeaders.Any(one => one.CourseId == room.CourseId && one.AccountId == invitation.IssuedById)))
                && (collaborators.Any(one => one.RoomId == invitation.RoomId && one.AccountId == invitation.IssuedById && standings.Contains(one.Standing))
                    || (byCourse && rooms.Any(room => room.Id == invitation.RoomId && leaders.Any(one => one.CourseId == room.CourseId && one.AccountId == invitation.IssuedById))))
                && (!mustSignIn || !accounts.Any(account => account.NormalizedEmail == invitation.EmailKey && account.DisabledAt == null))
                && (!codeNeeded || code.Any())
                && open.Any(session => invitation.ExpiresAt != null || session.EndsAt == null || session.EndsAt > endsAfter))
            .ExecuteUpdateAsync(set => set
                .SetProperty(invitation => invitation.BoundDevices, invitation => invitation.BoundDevices + 1)
                .SetProperty(invitation => invitation.AcceptedAt, invitation => invitation.AcceptedAt ?? now)
                // Who comes has taken it back.
                .SetProperty(invitation => invitation.CannotComeAt, (DateTimeOffset?)null));
        // Within the unit that holds the invitation nobody else can have used the code since.
        return touched == 1 && (!codeNeeded || await db.UseCode(codeId!.Value, shown!, now));
    }
}
