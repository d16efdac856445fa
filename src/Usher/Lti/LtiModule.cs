namespace Usher.Lti;

/// <summary>Learning platforms: their registrations, launches, courses and services.</summary>
internal static class LtiModule
{
    public static IServiceCollection AddLti(this IServiceCollection services) => services
        .AddSingleton<PlatformCalls>().AddSingleton<ToolKeys>().AddSingleton<SaveRegistration>().AddSingleton<MakeRegistrationLink>();

    public static void MapLti(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        api.MapRegistrations();
        pages.MapKeyset();
        pages.MapRegistrationPages();
    }
}
