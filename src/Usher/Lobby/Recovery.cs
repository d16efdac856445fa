using Usher.Invitations;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What a code led to.</summary>
/// <param name="Session">Where this device may go now; null while nothing is open, or a host has the last word.</param>
/// <param name="Waits">A host has the last word, and was asked.</param>
public sealed record TookOver(SessionId? Session, bool Waits);

/// <summary>What an invitee does who cannot simply go in: pages and API alike come through here.</summary>
public sealed class Recovery(Entrance entrance, AskForDevice askForDevice, HandOverDevice handOver, MoveByCode moveByCode, DeviceAsks asks, AskForNewLink askForNewLink, AnswerInvitation answer)
{
    /// <summary>Asks a host to let this device take the bound one's place.</summary>
    public async Task<Outcome<Done>> AskForDevice(HttpContext context, string token, EntryClaim request)
    {
        var ask = await AskOf(context, token, await entrance.VisitorOf(context, token, request), request.Proof);
        if (ask.Problem is { } problem) return problem;
        var asked = await askForDevice.Ask(ask.Value);
        if (asked.Problem is { } refusal) return refusal;
        asks.Remember(context.Response, asked.Value);
        return new Done();
    }

    /// <summary>Takes the bound device's place by the short code that it shows, or by the six digits that were mailed for this browser.</summary>
    public async Task<Outcome<TookOver>> TakeOver(HttpContext context, string token, string? code, string? proof)
    {
        if (!EntryCodeRules.LooksLikeOne(code ?? ""))
        {
            var taken = await Take(context, proof, taker => handOver.TakeByCode(token, code, taker));
            return taken.Match<Outcome<TookOver>>(handed => new TookOver(handed.Session, Waits: false), problem => problem);
        }
        var ask = await AskOf(context, token, Visitor.Nobody, proof);
        if (ask.Problem is { } unproven) return unproven;
        var moved = await moveByCode.Take(ask.Value, context.Request.AskingBrowser(token), code!);
        if (moved.Problem is { } refusal) return refusal;
        if (moved.Value.Here is { } cookie) context.Response.SetDeviceCookie(cookie);
        if (moved.Value.Asked is { } asked) asks.Remember(context.Response, asked);
        return new TookOver(moved.Value.Session, Waits: moved.Value.Asked is not null);
    }

    /// <summary>The same by its QR code.</summary>
    public async Task<Outcome<HandedOver>> TakeOverBySecret(HttpContext context, string secret, string? proof) =>
        await Take(context, proof, taker => handOver.TakeBySecret(secret, taker));

    public Task<Outcome<Done>> AskForNewLink(HttpContext context, string token) => askForNewLink.Ask(token, context.From());

    public async Task<Outcome<Done>> Answer(HttpContext context, string token, bool comes, EntryClaim request)
    {
        var device = new DeviceCredentials(context.Request.DeviceSecrets(), null, null);
        return await answer.Answer(token, comes, await entrance.VisitorOf(context, token, request), device, context.Network(), context.From());
    }

    private async Task<Outcome<DeviceAsk>> AskOf(HttpContext context, string token, Visitor visitor, string? proof)
    {
        var device = await entrance.Device(context, proof);
        if (device.Problem is { } problem) return problem;
        var (browser, system) = BrowserName.Of(context.Request);
        return new DeviceAsk(token, visitor, device.Value, browser, system, context.Network(), context.Whereabouts(), context.From());
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
