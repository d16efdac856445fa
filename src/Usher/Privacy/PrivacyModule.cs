namespace Usher.Privacy;

/// <summary>What is known of people: for how long, and how it is erased.</summary>
internal static class PrivacyModule
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services) => services.AddHostedService<Retention>().AddSingleton<ErasePerson>();

    public static void MapPrivacy(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapErasePages();
        api.MapErasures();
    }
}
