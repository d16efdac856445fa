using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.OpenIdConnect;

/// <summary>Signing in by a school's or company's own OpenID Provider.</summary>
internal static class OpenIdConnectModule
{
    public static IServiceCollection AddOpenIdConnect(this IServiceCollection services) => services
        .AddSingleton<ProviderClients>().AddSingleton<SaveProvider>().AddSingleton<SignInWithProvider>()
        .AddSingleton<WaysIn>(provider => cancel => Ways(provider.GetRequiredService<IDbContextFactory<UsherDb>>(), cancel));

    public static void MapOpenIdConnect(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        api.MapProviders();
        pages.MapProviderPages();
        pages.MapProviderSignIn();
    }

    private static async Task<IReadOnlyList<WayIn>> Ways(IDbContextFactory<UsherDb> databases, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var on = await db.OpenIdProviders.Where(one => one.DisabledAt == null).OrderBy(one => one.Name).Select(one => new { one.Key, one.Name }).ToListAsync(cancel);
        return on.ConvertAll(one => new WayIn(ProviderPaths.Start(one.Key), one.Name));
    }
}
