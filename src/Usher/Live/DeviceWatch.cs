using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>
/// Keeps the devices in a session true: a person stays in when their invitation moves to another device, and only the page on the old
/// one goes; and those who may decide about people see who asks for it.
/// </summary>
public sealed partial class DeviceWatch(IDbContextFactory<UsherDb> databases, IHubContext<LiveHub> hub, TimeProvider time, ILogger<DeviceWatch> log)
{
    private bool blind;

    internal async Task Look(NodeSession here)
    {
        try
        {
            var connected = here.Connected;
            await using var db = await databases.CreateDbContextAsync();
            await PutOut(db, here, connected);
            await ShowRequests(db, here, connected);
            blind = false;
        }
        catch (Exception fault)
        {
            // The database is out of reach for a moment; every look is the whole truth, so the next one makes it good. It is said once
            // and not with every look of every session.
            if (!Interlocked.Exchange(ref blind, true)) LogCannotLook(log, fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Which devices in sessions have lost their place, or ask for one, cannot be looked up; it is tried again with every look")]
    private static partial void LogCannotLook(ILogger log, Exception fault);

    private static async Task PutOut(UsherDb db, NodeSession here, ImmutableArray<(LiveConnection Connection, Person Person)> connected)
    {
        var devices = connected.Where(one => one.Connection.Device is not null).ToLookup(one => one.Connection.Device!.Value, one => one.Connection);
        if (devices.Count == 0) return;
        var ids = devices.Select(one => one.Key).ToList();
        // Where no device is left at all, the session's authority puts the person out, and says why.
        var gone = await db.DeviceBindings.AsNoTracking()
            .Where(device => ids.Contains(device.Id) && device.RevokedAt != null && device.Invitation!.RevokedAt == null && device.Invitation.BoundDevices > 0)
            .Select(device => device.Id).ToListAsync();
        foreach (var connection in gone.SelectMany(device => devices[device])) here.PutOut(connection, InvitationProblems.DeviceMoved);
    }

    private async Task ShowRequests(UsherDb db, NodeSession here, ImmutableArray<(LiveConnection Connection, Person Person)> connected)
    {
        var deciding = connected.Where(one => one.Person.Role.May(LiveAct.HandlePeople)).Select(one => one.Connection).ToList();
        if (deciding.Count == 0) return;
        var requests = LiveJson.Write(await db.DeviceRequestsIn(here.Session, time.Now()));
        foreach (var connection in deciding.Where(connection => connection.DeviceRequests != requests))
        {
            connection.DeviceRequests = requests;
            _ = hub.Clients.Client(connection.Id).SendAsync(LiveMessages.DeviceRequests, requests);
        }
    }
}
