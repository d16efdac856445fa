namespace Usher.Api;

/// <summary>What the HTTP API has beside its calls: keys against doing things twice, its description, and its pages.</summary>
internal static class ApiModule
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddApiDescription();
        return services.AddSingleton<IdempotencyLedger>();
    }

    public static void UseApi(this IApplicationBuilder app) => app.UseMiddleware<Idempotency>();
}
