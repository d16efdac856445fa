namespace Usher.Lobby;

/// <summary>What stands before the live session: the invitation page and the invitee's API.</summary>
public static class LobbyModule
{
    public static IServiceCollection AddLobby(this IServiceCollection services) => services
        .AddSingleton<CheckIns>().AddSingleton<CheckIn>().AddSingleton<Entrance>().AddSingleton<GuestEntrance>();

    public static void MapLobby(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapInvitationPages();
        api.MapEntry();
        pages.MapGuestPages();
        api.MapGuestEntry();
    }
}
