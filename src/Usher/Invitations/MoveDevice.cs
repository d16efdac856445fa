using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>
/// Gives an invitation's place to another device, in the unit of work of whatever has decided that it may: a hand-over, a code, or a
/// host. The caller holds the invitation's row, so that of several ways at once, and of a revocation, one comes before the other.
/// </summary>
internal static class MovingDevices
{
    /// <param name="facts">Read in this unit, after the row was held.</param>
    /// <param name="from">The device that makes way; null when there is a free place.</param>
    /// <param name="to">The device that comes in its stead.</param>
    public static async Task MoveDevice(this UsherDb db, EntryFacts facts, DeviceBindingId? from, DeviceBinding to, DateTimeOffset now)
    {
        await db.LapseUnconnected(facts, now);
        if (from is { } leaving)
            await db.DeviceBindings.Where(device => device.Id == leaving && device.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(device => device.RevokedAt, now));
        else
            await db.Invitations.Where(one => one.Id == facts.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.BoundDevices, one => one.BoundDevices + 1));
        db.DeviceBindings.Add(to);
        await db.DeviceRequests.Open(now).Where(request => request.InvitationId == facts.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.DecidedAt, now).SetProperty(request => request.Decision, DeviceDecision.Superseded));
        await db.HandOvers.Where(one => one.InvitationId == facts.Id && one.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now));
    }

    /// <summary>Counts a try at something that only the invitee should know, by the same pause as wrong addresses.</summary>
    public static async Task CountTry(this UsherDb db, EntryFacts facts, string network, DateTimeOffset now)
    {
        var count = await db.WrongAddressCounts.SingleOrDefaultAsync(count => count.InvitationId == facts.Id && count.Network == network);
        if (count is null) db.WrongAddressCounts.Add(count = new WrongAddressCount { InvitationId = facts.Id, Network = network, Tries = 0, LastAt = now });
        (count.Tries, count.LastAt) = (count.Tries + 1, now);
    }
}
