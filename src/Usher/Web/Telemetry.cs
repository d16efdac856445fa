using System.Diagnostics;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Usher.Web;

/// <summary>Numbers and traces of the site, for its operator. Both are off until configured.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services, UsherOptions options)
    {
        if (options.Metrics.Port is null && options.Traces.Endpoint is null) return;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(site => site.AddService("usher"));
        if (options.Metrics.Port is not null)
        {
            telemetry.WithMetrics(metrics => metrics
                .AddMeter("Usher", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "Microsoft.Orleans")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        }
        if (options.Traces.Endpoint is { } collector)
        {
            telemetry.WithTracing(traces => traces
                .AddSource("Usher")
                .AddAspNetCoreInstrumentation(requests => requests.EnrichWithHttpRequest = Redact)
                .AddOtlpExporter(exporter => exporter.Endpoint = collector));
        }
    }

    /// <summary>The metrics' port serves them and nothing else; and nothing else serves them.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<UsherOptions>>().Value.Metrics.Port is not { } port) return;
        app.MapWhen(context => context.Connection.LocalPort == port, alone => alone.UseOpenTelemetryPrometheusScrapingEndpoint());
    }

    internal static void Redact(Activity activity, HttpRequest request)
    {
        activity.SetTag("url.path", Redaction.Of(request.Path.Value ?? ""));
        activity.SetTag("url.query", null);
    }
}
