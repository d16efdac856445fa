using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Usher.Web;

/// <summary>How much of the site one person, or one network, may ask for. Each node counts for itself.</summary>
public static class RateLimits
{
    /// <summary>Trying to sign in.</summary>
    public const string SignIn = "sign-in";

    /// <summary>An invitee's calls, by network: a whole class may sit behind one address.</summary>
    public const string Entry = "entry";

    /// <summary>Having something mailed without saying who one is, by network.</summary>
    public const string Mailing = "mailing";

    private static readonly TokenBucketRateLimiterOptions Mailings = Bucket(atOnce: 60, every: TimeSpan.FromSeconds(5), refill: 1);
    private static readonly TokenBucketRateLimiterOptions SignIns = Bucket(atOnce: 30, every: TimeSpan.FromSeconds(3), refill: 1);
    private static readonly TokenBucketRateLimiterOptions Entries = Bucket(atOnce: 1000, every: TimeSpan.FromSeconds(1), refill: 50);
    private static readonly TokenBucketRateLimiterOptions Reads = Bucket(atOnce: 2000, every: TimeSpan.FromSeconds(1), refill: 100);
    private static readonly TokenBucketRateLimiterOptions Writes = Bucket(atOnce: 3000, every: TimeSpan.FromSeconds(1), refill: 200);

    internal static void AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(SignIn, context => Limited($"s {context.Network()}", SignIns));
        limiter.AddPolicy(Mailing, context => Limited($"m {context.Network()}", Mailings));
        limiter.AddPolicy(Entry, context => Limited($"e {context.Network()}", Entries));
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Whole);
        limiter.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : TimeSpan.FromSeconds(1);
            return new(Refusals.Write(rejected.HttpContext, CommonProblems.TooMany.After(wait)));
        };
    });

    public static void UseRateLimits(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<UsherOptions>>().Value.RateLimits) app.UseRateLimiter();
    }

    private static RateLimitPartition<string> Whole(HttpContext context)
    {
        // Bundles and health cost nothing, and what has a limit of its own is counted there.
        if (context.GetEndpoint()?.Metadata is not { } about || about.GetMetadata<Unlimited>() is not null || about.GetMetadata<EnableRateLimitingAttribute>() is not null)
            return RateLimitPartition.GetNoLimiter("");
        var who = context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Network();
        return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? Limited($"r {who}", Reads)
            : Limited($"w {who}", Writes);
    }

    internal static TBuilder WithoutLimit<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Unlimited());

    private static RateLimitPartition<string> Limited(string key, TokenBucketRateLimiterOptions bucket) =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => bucket);

    private static TokenBucketRateLimiterOptions Bucket(int atOnce, TimeSpan every, int refill) =>
        new() { TokenLimit = atOnce, ReplenishmentPeriod = every, TokensPerPeriod = refill, AutoReplenishment = true };

    private sealed record Unlimited;
}
