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
public sealed class SendAgain(WriteDoor door, SiteSettings settings, Outbox outbox)
{
    public async Task<Outcome<Done>> Send(ManagedInvitation invitation, Actor by)
    {
        var (now, site) = (by.At, await settings.Invitations());
        if (!outbox.CanSend || site.InviteEmailTemplate is null) return InvitationProblems.MailOff;
        var sent = await door.Write<Outcome<Done>>(async db =>
        {
            if (!await db.HoldLive(invitation.Id, site, now)) return InvitationProblems.Over;
            var token = db.AddToken(invitation.Id, now);
            db.Add(new HistoryLine { InvitationId = invitation.Id, At = now, What = HistoryWhat.SentAgain, ById = by.Id, From = by.From });
            await db.AnswerAsk(invitation.Id);
            outbox.Queue(db, InvitationMail.Kind, invitation.Id.ToString(), Encoding.UTF8.GetBytes(token), now);
            return new Done();
        });
        if (sent.Problem is null) outbox.Wake();
        return sent;
    }
}
