using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>The host's one click in answer to "asked for a new link": a time anew, as the site would give it today, and a further link.</summary>
public sealed class RenewInvitation(WriteDoor door, SiteSettings settings, SessionChanges sessions, Outbox outbox, RegisterChanges register)
{
    /// <returns>The new link's token to be shown once; null when it was mailed.</returns>
    public async Task<Outcome<string?>> Renew(ManagedInvitation invitation, Actor by)
    {
        var (now, site) = (by.At, await settings.Invitations());
        var mails = outbox.CanSend && site.InviteEmailTemplate is not null;
        var renewed = await door.Write<Outcome<(string? Token, IReadOnlyList<SessionChange> Changes)>>(async db =>
        {
            var forOne = await db.Invitations.AnyAsync(one => one.Id == invitation.Id && one.SessionId != null);
            var expires = InvitationRules.DefaultExpiry(site, forOne, now);
            // A session that is over is over, whatever the invitation says.
            var open = db.Invitations
                .Where(one => one.Room!.DeletedAt == null
                    && (one.SessionId == null || (one.Session!.CancelledAt == null && one.Session.EndedAt == null && (one.Session.EndsAt == null || one.Session.EndsAt > now))))
                .Select(one => one.Id);
            var touched = await db.Invitations.Where(one => one.Id == invitation.Id && one.RevokedAt == null && open.Contains(one.Id))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(one => one.ExpiresAt, expires)
                    .SetProperty(one => one.NewLinkAskedAt, (DateTimeOffset?)null)
                    .SetProperty(one => one.Version, one => one.Version + 1));
            if (touched == 0) return InvitationProblems.Over;
            var token = db.AddToken(invitation.Id, now);
            db.Add(Line(invitation, HistoryWhat.Extended, by) with { Detail = expires?.ToString("u", null) ?? "" });
            if (mails)
            {
                db.Add(Line(invitation, HistoryWhat.SentAgain, by));
                await InvitationMail.QueueAgain(db, outbox, invitation.Id, token, now);
            }
            return (mails ? null : token, await db.ParticipantsOf(invitation.Id));
        });
        if (renewed.Problem is { } problem) return problem;
        outbox.Wake();
        register.Tell(invitation.Room);
        sessions.TellAll(renewed.Value.Changes);
        return renewed.Value.Token;
    }

    private static HistoryLine Line(ManagedInvitation invitation, HistoryWhat what, Actor by) =>
        new() { InvitationId = invitation.Id, At = by.At, What = what, ById = by.Id, From = by.From };
}
