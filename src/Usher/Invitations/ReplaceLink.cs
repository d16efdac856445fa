using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>The strict form: a new link, with all earlier ones dead and all devices forgotten.</summary>
public sealed class ReplaceLink(WriteDoor door, SiteSettings settings, SessionChanges sessions, RegisterChanges register)
{
    /// <returns>The new link's token, shown once.</returns>
    public async Task<Outcome<string>> Replace(ManagedInvitation invitation, Actor by)
    {
        var (now, site) = (by.At, await settings.Invitations());
        var replaced = await door.Write<Outcome<(string Token, IReadOnlyList<SessionChange> Participants)>>(async db =>
        {
            if (!await db.HoldLive(invitation.Id, site, now)) return InvitationProblems.Over;
            await db.LinkTokens.Where(link => link.InvitationId == invitation.Id && link.ReplacedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.ReplacedAt, now));
            await db.ReleaseDevices(invitation.Id, now);
            db.Add(new HistoryLine { InvitationId = invitation.Id, At = now, What = HistoryWhat.LinkReplaced, ById = by.Id, From = by.From });
            return (db.AddToken(invitation.Id, now), await db.ParticipantsOf(invitation.Id));
        });
        if (replaced.Problem is { } problem) return problem;
        sessions.TellAll(replaced.Value.Participants);
        register.Tell(invitation.Room);
        return replaced.Value.Token;
    }
}
