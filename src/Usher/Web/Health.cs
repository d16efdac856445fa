using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Web;

/// <summary>For load balancers and service managers: is the process alive, and can it do its work?</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => "ok").ExcludeFromDescription();
        app.MapGet("/readyz", IsReady).ExcludeFromDescription();
    }

    private static async Task<IResult> IsReady(IDbContextFactory<UsherDb> databases, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Database.CanConnectAsync(cancel) ? Results.Text("ready") : Results.Text("The database cannot be reached.", statusCode: 503);
    }
}
