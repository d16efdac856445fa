using Usher.Accounts;
using Usher.Data;

namespace Usher.Lti;

/// <summary>Learning platforms: their registrations, launches, courses and services.</summary>
internal static class LtiModule
{
    public static IServiceCollection AddLti(this IServiceCollection services) => services
        .AddSingleton<PlatformCalls>().AddSingleton<ToolKeys>().AddSingleton<SaveRegistration>().AddSingleton<MakeRegistrationLink>()
        .AddSingleton<Register>().AddSingleton<PlatformKeys>().AddSingleton<LaunchStates>().AddSingleton<Enter>().AddSingleton<Launch>()
        .AddSingleton<ToolTokens>().AddSingleton<DeepLinks>().AddSingleton<VouchedSignIns>(Vouched)
        .AddSingleton<Scores>().AddHostedService(services => services.GetRequiredService<Scores>())
        .AddSingleton<Rosters>().AddHostedService(services => services.GetRequiredService<Rosters>());

    /// <summary>All but launches from a platform that is turned off. Turning it off ends those that are there; this one may have committed just after.</summary>
    private static IQueryable<SignIn> Vouched(UsherDb db)
    {
        var platforms = db.LtiRegistrations;
        return db.SignIns.Where(signIn => signIn.LaunchedFrom == null || platforms.Any(platform => platform.Id == signIn.LaunchedFrom && platform.DisabledAt == null));
    }

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
