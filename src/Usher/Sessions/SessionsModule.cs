namespace Usher.Sessions;

/// <summary>What sessions need to be scheduled, opened and ended.</summary>
public static class SessionsModule
{
    public static IServiceCollection AddSessions(this IServiceCollection services) => services
        .AddSingleton<SessionChanges>().AddHostedService<TellSessionsOfRooms>()
        .AddSingleton<CreateSession>().AddSingleton<EditSession>().AddSingleton<CancelSession>()
        .AddSingleton<OpenSession>().AddSingleton<StartNow>().AddSingleton<EndSession>().AddSingleton<RemovalMarks>();

    public static void MapSessions(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapSessionPages();
        api.MapSessionCalls();
    }
}
