using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Demo;

/// <summary>Some people are invited already, and their mails wait in the mailbox.</summary>
internal sealed class DemoInvitations(IssueInvitation issue, RevokeInvitation revoke, IDbContextFactory<UsherDb> databases)
{
    public async Task Ensure(Actor host, RoomId tides, RoomId breakwater)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (await db.Invitations.AnyAsync()) return;
        // First, since the dialog remembers whether the last invitation was mailed.
        var gus = await Invite(host, tides, Cast.Gus, Role.Viewer, sendEmail: false);
        await revoke.Revoke(new ManagedInvitation(gus, tides), host);
        await Invite(host, tides, Cast.Ben, Role.Speaker, "Thank you for doing this. There is time for a sound check before the others come in.");
        await Invite(host, tides, Cast.Cy, Role.Moderator);
        await Invite(host, breakwater, Cast.Femi, Role.Viewer);
    }

    private async Task<InvitationId> Invite(Actor host, RoomId room, Person person, Role role, string? note = null, bool sendEmail = true)
    {
        var request = new InvitationRequest(
            person.Email, person.FirstName, person.LastName, role, InvitationRequest.EverySession, SendEmail: sendEmail, Note: note);
        return (await issue.Issue(room, request, host)).Value.Id;
    }
}
