using System.Net;
using Orleans.Configuration;
using Orleans.Serialization;
using StackExchange.Redis;
using Usher.Data;

namespace Usher.Live;

/// <summary>The part of the process in which the sessions' authorities live, and by which nodes reach each other's.</summary>
internal static class LiveSilo
{
    private const string Site = "usher";

    public static void AddLiveSilo(this WebApplicationBuilder builder, RedisOptions redis)
    {
        builder.UseOrleans(silo =>
        {
            // Ports of its own choosing, so that several sites live on one machine.
            var (own, gateway) = (FreePorts.Next(), FreePorts.Next());
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
}
