using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Connections;
using Orleans.Serialization;
using Usher.Data;

namespace Usher.Live;

/// <summary>The live sessions: their hub and page, and the silo that holds their authorities.</summary>
internal static class LiveModule
{
    // Presence tells the truth within ten seconds of a lost connection: seven to notice, two to say so.
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(7);

    /// <summary>The longest text, every letter of it escaped, and what is around it.</summary>
    private const int LargestMessage = 32 * 1024;

    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveLog>();
        builder.Services.AddSingleton<Admissions>();
        builder.Services.AddSingleton<Arrivals>();
        builder.Services.AddSingleton<LiveNode>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveNode>());
        builder.Services.AddHostedService<SessionChangesListener>();
        builder.Services.AddSignalR().AddMessagePackProtocol().AddHubOptions<LiveHub>(hub =>
        {
            hub.KeepAliveInterval = PingEvery;
            hub.ClientTimeoutInterval = SilentFor;
            hub.MaximumReceiveMessageSize = LargestMessage;
            hub.MaximumParallelInvocationsPerClient = 1;
        });
        builder.UseOrleans(AddSilo);
    }

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapLivePage();
        app.MapHub<LiveHub>(LiveHub.Path, options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            // Who does not read is cut off before what waits for them piles up.
            options.TransportSendTimeout = SilentFor;
        }).AllowAnonymous();
    }

    private static void AddSilo(ISiloBuilder silo)
    {
        // Ports of its own choosing, so that several sites live on one machine.
        var (siloPort, gatewayPort) = (FreePort(), FreePort());
        silo.UseLocalhostClustering(siloPort, gatewayPort);
        // Advice about the garbage collector of far larger machines, at every start.
        silo.Services.AddLogging(logging => logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            .AddFilter("Polly", LogLevel.Warning));
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(TravelsAsJson, LiveJson.Options));
    }

    /// <summary>What goes between nodes; within one it is passed as it is.</summary>
    private static bool TravelsAsJson(Type type) =>
        type.IsAssignableTo(typeof(LiveCommand)) || type.IsAssignableTo(typeof(IId)) || type == typeof(Problem) || type == typeof(LiveBatch);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
