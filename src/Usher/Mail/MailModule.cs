using Microsoft.Extensions.Options;
using Usher.Web;

namespace Usher.Mail;

/// <summary>The outbox, the way out of it, and the demo's mailbox.</summary>
internal static class MailModule
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<UsherOptions>>().Value;
            return MailRoute.Of(options.Mail, options.Demo, provider.GetRequiredService<PublicAddress>());
        });
        services.AddSingleton<RelayKeys>().AddSingleton<WatchRelaySettings>().AddHostedService(provider => provider.GetRequiredService<WatchRelaySettings>());
        services.AddSingleton<Outbox>().AddSingleton<SendMail>().AddSingleton<MailboxKeys>().AddSingleton<Mailbox>();
        // Asked each time: an admin may have named another relay since.
        services.AddSingleton<Func<MailDelivery>>(provider => () => provider.GetRequiredService<MailRoute>().Relay is { } relay
            ? new SmtpRelay(relay, provider.GetRequiredService<PublicAddress>())
            : ActivatorUtilities.CreateInstance<LocalMailbox>(provider));
        return services.AddHostedService<OutboxSender>();
    }

    public static void MapMail(this IEndpointRouteBuilder pages)
    {
        // Whoever can open it reads everybody's mail: it is there in the demo alone.
        if (pages.ServiceProvider.GetRequiredService<MailRoute>().MayKeepMailbox) pages.MapMailbox();
    }
}
