using Microsoft.AspNetCore.SignalR;
using Usher.Accounts;

namespace Usher.Live;

/// <summary>One socket of somebody in a session, on this node.</summary>
/// <param name="by">The account that lets them in; null for those whom an invitation's device does.</param>
public sealed class LiveConnection(HubCallerContext socket, SessionId session, ParticipantId who, SignedIn? by, DeviceBindingId? device)
{
    /// <summary>Time for the last words to arrive before the socket is closed.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(300);

    public string Id => socket.ConnectionId;
    public SessionId Session => session;
    public ParticipantId Who => who;
    public SignedIn? By => by;

    /// <summary>The bound device that it comes from; null for those who came by an account.</summary>
    public DeviceBindingId? Device => device;

    /// <summary>The SignalR group that it is in: exactly one, by what its person may see.</summary>
    public string? Group { get; set; }

    /// <summary>Tells it that it need not wait any more: it enters by a new connection, and this one is closed.</summary>
    public async Task CallIn(IHubClients clients)
    {
        _ = clients.Client(Id).SendAsync(LiveMessages.Admitted);
        await Task.Delay(LastWords);
        socket.Abort();
    }

    /// <summary>Tells it why it is out, and closes it, whether it listens or not.</summary>
    public async Task PutOut(IHubClients clients, Problem why)
    {
        _ = clients.Client(Id).SendAsync(LiveMessages.Out, why.Code, why.Sentence);
        await Task.Delay(LastWords);
        socket.Abort();
    }
}
