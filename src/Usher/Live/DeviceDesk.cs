using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Live;

/// <summary>What people in a session do about devices: give their own place away, and decide about others.</summary>
public sealed class DeviceDesk(IDbContextFactory<UsherDb> databases, DecideDeviceRequest decide, HandOverDevice handOver, PublicAddress address, TimeProvider time)
{
    public async Task<WireHandOver> HandOver(LiveConnection connection, string? from)
    {
        if (connection.Device is not { } device) return new(null, null, null, WireProblem.Of(LiveProblems.NotInvited));
        var started = await handOver.Start(device, connection.Session, from);
        if (started.Problem is { } problem) return new(null, null, null, WireProblem.Of(problem));
        var (code, secret, until) = started.Value;
        return new(code, LinkQrCode.Svg(address.UrlOf($"/move/{secret}"), ""), until.ToUnixTimeMilliseconds(), null);
    }

    /// <summary>A Moderator lets people in, and so decides here as well: about those invited to this very session.</summary>
    public async Task<Problem?> Decide(LiveConnection connection, Person by, DeviceRequestId id, bool approve, string? from)
    {
        if (!by.Role.May(LiveAct.HandlePeople)) return LiveProblems.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        if ((await db.DeviceRequestsIn(connection.Session, time.Now())).FirstOrDefault(one => one.Id == id) is not { } request)
            return InvitationProblems.DeviceRequestOver;
        // Nobody vouches for a device of their own.
        var person = await db.Participants.Where(one => one.Id == by.Id).Select(one => new { one.AccountId, one.InvitationId }).SingleAsync();
        if (person.InvitationId == request.Invitation) return LiveProblems.NotAllowed;
        var decider = new Decider(person.AccountId, by.Name, from);
        return (approve ? await decide.Approve(request.Invitation, id, decider) : await decide.Decline(request.Invitation, id, decider)).Problem;
    }
}
