using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Usher.Webhooks;

/// <summary>Other programs are told what happens here.</summary>
internal static class WebhooksModule
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookSubscriptions>().AddSingleton<WebhookSignature>()
        .AddSingleton<IInterceptor, NoteEvents>()
        .AddSingleton<ChangeWebhook>().AddSingleton<ReplayDelivery>().AddSingleton<DeliverWebhooks>().AddSingleton<TellOfSessions>()
        .AddHostedService<WebhookSender>();

    public static void MapWebhooks(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        api.MapWebhookApi();
        pages.MapWebhookPages();
    }
}
