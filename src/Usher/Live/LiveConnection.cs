using Microsoft.AspNetCore.SignalR;

namespace Usher.Live;

/// <summary>One socket of somebody in a session, on this node.</summary>
public sealed class LiveConnection(HubCallerContext socket, SessionId session, ParticipantId who)
{
    /// <summary>Time for the last words to arrive before the socket is closed.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(300);

    public string Id => socket.ConnectionId;
    public SessionId Session => session;
    public ParticipantId Who => who;

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
