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
public sealed class SendAgain(WriteDoor door, SiteSettings settings, Outbox outbox, RegisterChanges register)
{
    public async Task<Outcome<Done>> Send(ManagedInvitation invitation, Actor by)
    {
        var site = await settings.Invitations();
        if (!outbox.CanSend || site.InviteEmailTemplate is null) return InvitationProblems.MailOff;
        if (!await door.Write(db => SendWithin(db, invitation.Id, site, by))) return InvitationProblems.Over;
        outbox.Wake();
        register.Tell(invitation.Room);
        return new Done();
    }

    /// <summary>As part of a larger unit of work; mail can be sent, and the outbox is woken after the commit. False if the invitation is over.</summary>
    internal async Task<bool> SendWithin(UsherDb db, InvitationId id, InvitationSettings site, Actor by)
    {
        if (!await db.HoldLive(id, site, by.At)) return false;
        var token = db.AddToken(id, by.At);
        db.Add(new HistoryLine { InvitationId = id, At = by.At, What = HistoryWhat.SentAgain, ById = by.Id, From = by.From });
        await db.AnswerAsk(id);
        await InvitationMail.QueueAgain(db, outbox, id, token, by.At);
        return true;
    }
}
