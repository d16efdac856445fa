namespace Usher.Demo;

/// <summary>A site to look around in: a known cast, rooms with something going on, and their sign-ins printed. Only for this machine.</summary>
internal static class DemoModule
{
    public static IServiceCollection AddDemo(this IServiceCollection services, IConfiguration configuration, UsherOptions options)
    {
        if (!options.Demo) return services;
        LoopbackOnly.Check(configuration, options);
        // The greeting says all that these lines would.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
        services.AddSingleton<DemoAccounts>().AddSingleton<DemoRooms>().AddSingleton<DemoSchedule>().AddSingleton<DemoInvitations>();
        return services.AddHostedService<DemoSeed>();
    }
}
