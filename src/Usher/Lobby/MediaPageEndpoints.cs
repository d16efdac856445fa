using Usher.Accounts;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>The address of a room, for whomever its access rule lets in.</summary>
public static class MediaPageEndpoints
{
    public static IServiceCollection AddMediaPage(this IServiceCollection services) => services.AddScoped<ReadMediaPage>();

    public static void MapMediaPage(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/rooms/{room}", async (RoomId room, HttpContext context, ReadMediaPage read, PublicAddress site) =>
            (await read.For(room, context.SignedIn(), context.RequestAborted)).Match(
                view => Page.Of<MediaPage>(new { View = view, Address = $"{site.Origin}/rooms/{room}" }), RoomPages.ToRoomPage)).AllowAnonymous();
}
