using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>Takes an invitation back: nobody comes in by it any more, and who is in by it is out within two seconds.</summary>
public sealed class RevokeInvitation(WriteDoor door, SessionChanges sessions, RegisterChanges register)
{
    /// <summary>Revoking what is revoked already is done.</summary>
    public async Task<Outcome<Done>> Revoke(ManagedInvitation invitation, Actor by)
    {
        sessions.TellAll(await door.Write(async db =>
        {
            await db.Revoke(invitation.Id, by.Id, by.From, by.At);
            return await db.ParticipantsOf(invitation.Id);
        }));
        register.Tell(invitation.Room);
        return new Done();
    }
}

/// <summary>Revoking as part of a larger unit of work: from the register, and from inside the session.</summary>
internal static class Revoking
{
    /// <summary>False if it was revoked before.</summary>
    public static async Task<bool> Revoke(this UsherDb db, InvitationId id, AccountId? by, string? from, DateTimeOffset now)
    {
        var revoked = await db.Invitations.Where(one => one.Id == id && one.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now).SetProperty(one => one.Version, one => one.Version + 1));
        if (revoked == 0) return false;
        await db.ReleaseDevices(id, now);
        db.Add(new HistoryLine { InvitationId = id, At = now, What = HistoryWhat.Revoked, ById = by, From = from });
        return true;
    }

    /// <summary>Forgets every device of an invitation. The caller has changed the invitation's row in this unit, and so holds it.</summary>
    public static async Task ReleaseDevices(this UsherDb db, InvitationId id, DateTimeOffset now)
    {
        await db.DeviceBindings.Where(device => device.InvitationId == id && device.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.RevokedAt, now));
        await db.Invitations.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.BoundDevices, 0));
    }
}
