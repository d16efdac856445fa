using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>
/// Mails an invitation once more. Since only hashes are kept it carries a further token, which works like the earlier ones: people
/// click the older mail as often as the newer.
/// </summary>
public sealed class SendAgain(WriteDoor door, SiteSettings settings, Outbox outbox, TimeProvider time)
{
    public async Task<Outcome<Done>> Send(ManagedInvitation invitation, SignedIn by, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        if (!outbox.CanSend || site.InviteEmailTemplate is null) return InvitationProblems.MailOff;
        var sent = await door.Write<Outcome<Done>>(async db =>
        {
            var live = db.Invitations.Where(one => one.Id == invitation.Id).Live(TimeSpan.FromMinutes(site.GraceMinutes), now);
            // Counting the version up holds the row, so that a revocation comes before this or after it.
            if (await live.ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version + 1)) == 0) return InvitationProblems.Over;
            var token = db.AddToken(invitation.Id, now);
            db.Add(new HistoryLine { InvitationId = invitation.Id, At = now, What = HistoryWhat.SentAgain, ById = by.Id, From = from });
            outbox.Queue(db, InvitationMail.Kind, invitation.Id.ToString(), Encoding.UTF8.GetBytes(token), now);
            return new Done();
        });
        if (sent.Problem is null) outbox.Wake();
        return sent;
    }
}

/// <summary>The strict form: a new link, with all earlier ones dead and all devices forgotten.</summary>
public sealed class ReplaceLink(WriteDoor door, SiteSettings settings, Sessions.SessionChanges sessions, TimeProvider time)
{
    /// <returns>The new link's token, shown once.</returns>
    public async Task<Outcome<string>> Replace(ManagedInvitation invitation, SignedIn by, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        var replaced = await door.Write<Outcome<(string Token, IReadOnlyList<Sessions.SessionChange> Participants)>>(async db =>
        {
            var live = db.Invitations.Where(one => one.Id == invitation.Id).Live(TimeSpan.FromMinutes(site.GraceMinutes), now);
            if (await live.ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version + 1)) == 0) return InvitationProblems.Over;
            await db.LinkTokens.Where(link => link.InvitationId == invitation.Id && link.ReplacedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.ReplacedAt, now));
            await db.ReleaseDevices(invitation.Id, now);
            db.Add(new HistoryLine { InvitationId = invitation.Id, At = now, What = HistoryWhat.LinkReplaced, ById = by.Id, From = from });
            return (db.AddToken(invitation.Id, now), await db.ParticipantsOf(invitation.Id));
        });
        if (replaced.Problem is { } problem) return problem;
        sessions.TellAll(replaced.Value.Participants);
        return replaced.Value.Token;
    }
}
