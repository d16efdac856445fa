using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;

namespace Usher.Lobby;

/// <summary>How a browser's request to take the bound device's place stands.</summary>
public enum DeviceAskState
{
    /// <summary>Asked. Whether by the right address is not said: then a host would hear of it.</summary>
    Waiting,
    Declined,
}

/// <summary>
/// Remembers on a browser that it asked to come on this device. It holds alike whether there is a request behind it or, for a wrong
/// address, none, so that the page shows strangers what it shows the invitee.
/// </summary>
public sealed class DeviceAsks(IDataProtectionProvider protection)
{
    private const string Prefix = "__Host-usher-asked.";
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("device request").ToTimeLimitedDataProtector();

    /// <summary>Also gives the browser the device cookie that is good from a host's yes on.</summary>
    public void Remember(HttpResponse response, DeviceAsked asked)
    {
        response.SetDeviceCookie(new DeviceCookie(DeviceRequest.BindingOf(asked.Id), asked.Secret));
        response.Cookies.Append(Prefix + asked.Invitation, protector.Protect(asked.Id.ToString(), DeviceRequest.Life), DeviceCookies.Options(DeviceRequest.Life));
    }

    internal async Task<DeviceAskState?> State(UsherDb db, HttpRequest request, EntryFacts facts, DateTimeOffset now)
    {
        if (Kept(request, facts) is not { } id) return null;
        var found = await db.DeviceRequests.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.InvitationId == facts.Id);
        if (found is null) return DeviceAskState.Waiting;
        if (found.Decision is not null) return DeviceAskState.Declined;
        return found.AskedAt > now - DeviceRequest.Life ? DeviceAskState.Waiting : null;
    }

    private DeviceRequestId? Kept(HttpRequest request, EntryFacts facts)
    {
        try
        {
            return request.Cookies[Prefix + facts.Id] is { } kept && DeviceRequestId.TryParse(protector.Unprotect(kept), null, out var id) ? id : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
