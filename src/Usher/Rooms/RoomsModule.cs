namespace Usher.Rooms;

/// <summary>What rooms need to be made, changed and shown.</summary>
public static class RoomsModule
{
    public static IServiceCollection AddRooms(this IServiceCollection services) => services
        .AddSingleton<RoomChanges>().AddSingleton<Markdown>()
        .AddSingleton<CreateRoom>().AddSingleton<EditRoom>().AddSingleton<DeleteRoom>()
        .AddSingleton<SetCollaborator>().AddSingleton<AddFile>().AddSingleton<RemoveFile>();

    public static void MapRooms(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapRoomPages();
        api.MapRoomCalls();
    }
}
