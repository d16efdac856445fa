using Usher.Invitations;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What an invitee does who cannot simply go in: pages and API alike come through here.</summary>
public sealed class Recovery(Entrance entrance, AskForDevice askForDevice, HandOverDevice handOver, DeviceAsks asks, AskForNewLink askForNewLink, AnswerInvitation answer)
{
    /// <summary>Asks a host to let this device take the bound one's place.</summary>
    public async Task<Outcome<Done>> AskForDevice(HttpContext context, string token, EntryClaim request)
    {
        var device = await entrance.Device(context, request.Proof);
        if (device.Problem is { } problem) return problem;
        var (browser, system) = BrowserName.Of(context.Request);
        var asked = await askForDevice.Ask(new DeviceAsk(
            token, await entrance.VisitorOf(context, token, request), device.Value, browser, system, context.Network(), context.Whereabouts(), context.From()));
        if (asked.Problem is { } refusal) return refusal;
        asks.Remember(context.Response, asked.Value);
        return new Done();
    }

    /// <summary>Takes the bound device's place by the short code that it shows.</summary>
    public async Task<Outcome<HandedOver>> TakeOver(HttpContext context, string token, string? code, string? proof) =>
        await Take(context, proof, taker => handOver.TakeByCode(token, code, taker));

    /// <summary>The same by its QR code.</summary>
    public async Task<Outcome<HandedOver>> TakeOverBySecret(HttpContext context, string secret, string? proof) =>
        await Take(context, proof, taker => handOver.TakeBySecret(secret, taker));

    public Task<Outcome<Done>> AskForNewLink(HttpContext context, string token) => askForNewLink.Ask(token, context.From());

    public async Task<Outcome<Done>> Answer(HttpContext context, string token, bool comes, EntryClaim request)
    {
        var device = new DeviceCredentials(context.Request.DeviceSecrets(), null, null);
        return await answer.Answer(token, comes, await entrance.VisitorOf(context, token, request), device, context.Network(), context.From());
    }

    private async Task<Outcome<HandedOver>> Take(HttpContext context, string? proof, Func<HandOverTaker, Task<Outcome<HandedOver>>> take)
    {
        var device = await entrance.Device(context, proof);
        if (device.Problem is { } problem) return problem;
        var (browser, system) = BrowserName.Of(context.Request);
        var taken = await take(new HandOverTaker(device.Value, browser, system, context.Network(), context.From()));
        if (taken.Problem is null) context.Response.SetDeviceCookie(taken.Value.Cookie);
        return taken;
    }
}
