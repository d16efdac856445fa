namespace Usher.Web;

/// <summary>Serves the bundles.</summary>
public static class AssetsEndpoints
{
    public static IServiceCollection AddAssets(this IServiceCollection services) => services.AddSingleton(new Assets());

    public static void MapAssets(this IEndpointRouteBuilder app) =>
        app.MapGet("/assets/{name}", (string name, Assets assets, HttpContext http) => assets.Serve(name, http)).ExcludeFromDescription();
}
