namespace Usher.Lti;

/// <summary>Learning platforms: their registrations, launches, courses and services.</summary>
internal static class LtiModule
{
    public static IServiceCollection AddLti(this IServiceCollection services) => services
        .AddSingleton<PlatformCalls>().AddSingleton<ToolKeys>().AddSingleton<SaveRegistration>().AddSingleton<MakeRegistrationLink>()
        .AddSingleton<Register>().AddSingleton<PlatformKeys>().AddSingleton<LaunchStates>().AddSingleton<Enter>().AddSingleton<Launch>()
        .AddSingleton<ToolTokens>().AddSingleton<DeepLinks>()
        .AddSingleton<Scores>().AddHostedService(services => services.GetRequiredService<Scores>())
        .AddSingleton<Rosters>().AddHostedService(services => services.GetRequiredService<Rosters>());

    public static void MapLti(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        api.MapRegistrations();
        pages.MapKeyset();
        pages.MapRegistrationPages();
        pages.MapRegister();
        pages.MapLtiLogin();
        pages.MapLtiLaunch();
        pages.MapNewWindow();
        pages.MapCoursePages();
        pages.MapDeepLinks();
    }
}
