using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Orleans.Configuration;
using Orleans.Serialization;
using StackExchange.Redis;
using Usher.Data;

namespace Usher.Live;

/// <summary>The part of the process in which the sessions' authorities live, and by which nodes reach each other's.</summary>
internal static class LiveSilo
{
    private const string Site = "usher";

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static void AddLiveSilo(this WebApplicationBuilder builder, RedisOptions redis)
    {
        builder.UseOrleans(silo =>
        {
            var (own, gateway) = FreePorts();
            if (redis.Connection is null) silo.UseLocalhostClustering(own, gateway, serviceId: Site, clusterId: Site);
            else silo.JoinOthers(redis.Connection).ConfigureEndpoints(IPAddress.Parse(redis.NodeAddress), own, gateway);
            // A session that nobody asked for so long is put away, and comes back from its log.
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(10));
            // Where sessions live, for those that run; room for a million, the default, is tens of megabytes made anew at each start.
            silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = 10_000);
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(TravelsAsJson, LiveJson.Options));
        });
        // Advice about the garbage collector of far larger machines, and every placement of a session.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error).AddFilter("Polly", LogLevel.Warning);
    }

    private static ISiloBuilder JoinOthers(this ISiloBuilder silo, string redis)
    {
        silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (Site, Site));
        // A node that died is known to be dead within five seconds, so that its people are back elsewhere within ten.
        return silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 1;
        });
    }

    /// <summary>What goes between nodes; within one it is passed as it is.</summary>
    private static bool TravelsAsJson(Type type) =>
        type.IsAssignableTo(typeof(LiveCommand)) || type.IsAssignableTo(typeof(IId)) || type == typeof(Problem) || type == typeof(LiveBatch);

    /// <summary>Ports of its own choosing, so that several sites live on one machine.</summary>
    private static (int, int) FreePorts() => (FreePort(), FreePort());

    // Below the range from which systems give ports to outgoing connections, and none twice in one process: between this look and
    // the silo's start nobody is handed the port by chance.
    private static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
                if (!Given.TryAdd(port, true)) continue;
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Taken: another one.
            }
        }
    }
}
