namespace Usher.Api;

/// <summary>What every call of the HTTP API has in common.</summary>
internal static class ApiModule
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services;

    public static void MapApi(this IEndpointRouteBuilder app)
    {
    }
}
