using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>One broken client never slows the others.</summary>
public sealed class SlowReaderTests
{
    [Fact]
    public async Task Somebody_who_does_not_read_is_cut_off_and_slows_nobody()
    {
        // Little room on the way, so that it is full soon.
        await using var site = await UsherSite.Start(services: services => services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = Narrow));
        var gathering = await Gathering.Arrange(site.Door, LiveHouse.Now);
        await using var ben = await Enter(site, gathering, gathering.Ben);
        using var deaf = await EnterAndNeverRead(site, gathering);
        await ben.Event(one => (string?)one["participant"]?["name"] == "Ada Lindqvist");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Talk(site, gathering, number)));
        await ben.Event(_ => ben.Events.Count(one => (string?)one["type"] == "said") == 80);
        await ben.Event(one => (string?)one["type"] == "left" && (string?)one["participant"] == Ada(ben));
    }

    private static Socket Narrow(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.SendBufferSize = 4096;
        return socket;
    }

    private static async Task<LiveClient> Enter(UsherSite site, Gathering gathering, Guest guest)
    {
        var client = await LiveClient.Connect(site.Address, guest.Cookie);
        Assert.Null(await client.Enter(gathering.Session, guest.Key));
        return client;
    }

    private static string Ada(LiveClient client) =>
        (string)client.Events.First(one => (string?)one["participant"]?["name"] == "Ada Lindqvist")["participant"]!["id"]!;

    private static async Task Talk(UsherSite site, Gathering gathering, int number)
    {
        await using var client = await Enter(site, gathering, await gathering.Invite(Cast.Dana, Role.Viewer, LiveHouse.Now));
        for (var i = 0; i < 10; i++) Assert.Null((await client.Call("Say", $"{i}", "chat", new string((char)('一' + number), 4_000))).Problem);
    }

    /// <summary>Ada, over a bare socket with little room, from which nothing is ever read again; it goes on pinging.</summary>
    private static async Task<ClientWebSocket> EnterAndNeverRead(UsherSite site, Gathering gathering)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = Connect };
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        socket.Options.SetRequestHeader("Authorization", $"Bearer {gathering.AdasToken}");
        await socket.ConnectAsync(new UriBuilder(site.Address) { Scheme = "ws", Path = "/live/hub" }.Uri, new HttpMessageInvoker(handler, disposeHandler: false), default);
        await Send(socket, """{"protocol":"json","version":1}""");
        await Send(socket, $$"""{"type":1,"target":"Enter","arguments":["{{gathering.Session}}",null,null]}""");
        _ = KeepPinging(socket);
        return socket;
    }

    private static async Task KeepPinging(ClientWebSocket socket)
    {
        try
        {
            while (socket.State is WebSocketState.Open)
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
                await Send(socket, """{"type":6}""");
            }
        }
        catch (Exception fault) when (fault is WebSocketException or ObjectDisposedException or IOException)
        {
            // Cut off, as it should be.
        }
    }

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(context.DnsEndPoint, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static Task Send(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + '\u001e'), WebSocketMessageType.Text, endOfMessage: true, default);
}
