using Microsoft.AspNetCore.Http.Connections;

namespace Usher.Live;

/// <summary>The live sessions: their hub and page, and the silo that holds their authorities.</summary>
internal static class LiveModule
{
    // Presence tells the truth within ten seconds of a lost connection: six to notice, three to say so.
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(6);

    /// <summary>The longest text, every letter of it escaped, and what is around it.</summary>
    private const int LargestMessage = 32 * 1024;

    public static void AddLive(this WebApplicationBuilder builder, UsherOptions options)
    {
        builder.Services.AddSingleton<LiveLog>();
        builder.Services.AddSingleton<Admissions>();
        builder.Services.AddSingleton<Arrivals>();
        builder.Services.AddSingleton<DeviceWatch>();
        builder.Services.AddSingleton<DeviceDesk>();
        builder.Services.AddSingleton<LetBackIn>();
        builder.Services.AddSingleton<LiveMemory>();
        builder.Services.AddSingleton<TellHostsOfWaiting>();
        builder.Services.AddSingleton<Mail.MailKind, WaitingMail>();
        builder.Services.AddSingleton<LiveNode>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveNode>());
        builder.Services.AddHostedService<SessionChangesListener>();
        builder.Services.AddHostedService<SignInWatch>();
        builder.Services.AddSignalR().AddMessagePackProtocol().AddHubOptions<LiveHub>(hub =>
        {
            hub.KeepAliveInterval = PingEvery;
            hub.ClientTimeoutInterval = SilentFor;
            hub.MaximumReceiveMessageSize = LargestMessage;
            hub.MaximumParallelInvocationsPerClient = 1;
        });
        builder.AddLiveSilo(options.Redis);
    }

    public static void MapLive(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapRemovedPeople(api);
        app.MapLivePage();
        api.MapAttendanceCall();
        app.MapHub<LiveHub>(LiveHub.Path, options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            // Who does not read is cut off before what waits for them piles up.
            options.TransportSendTimeout = SilentFor;
        }).AllowAnonymous();
    }
}
