using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Demo;

/// <summary>The rooms of the demo, made through the same use cases as the pages.</summary>
internal sealed class DemoRooms(CreateRoom create, SetCollaborator collaborators, AddFile files, IDbContextFactory<UsherDb> databases)
{
    public const string Tides = "Tides and turbines";
    public const string Breakwater = "The new breakwater";

    private static readonly RoomDetails TidesDetails = new(
        Tides,
        """
        How tidal stream generators are sited, what turbulence does to a blade over twenty years, and what the sea taught
        our first prototype.

        - **First hour:** siting, loads and the first prototype
        - **Then:** your questions, at any length

        No equations are needed to follow; those who want them find them in the reading list.
        """,
        RoomAccess.Private,
        TimeZone: "Europe/Dublin",
        Speakers: [new("Ben Okafor", "Chief engineer, Tidewright"), new("Ada Lindqvist", "Ocean engineering, Northfield")]);

    private static readonly RoomDetails BreakwaterDetails = new(
        Breakwater,
        """
        The harbour council shows the drawings for the new breakwater and hears what the people who sail, fish and live
        behind it have to say.
        """,
        RoomAccess.Members,
        TimeZone: "Europe/Stockholm",
        Speakers: [new("Elif Kaya", "Harbour council")]);

    private static readonly string ReadingList =
        """
        Reading list

        1. Siting: what a year of current measurements can and cannot tell
        2. Loads: turbulence, waves and the blade root
        3. The prototype: three winters, two blades, one gearbox
        """;

    public async Task Ensure(Actor host)
    {
        if (await Find(Tides) is null)
        {
            var room = await Make(host, TidesDetails, "tides.webp");
            await files.Run(host, room, RoomFileKind.Attachment, "Reading list.txt", System.Text.Encoding.UTF8.GetBytes(ReadingList));
        }
        if (await Find(Breakwater) is null) await Make(host, BreakwaterDetails, "harbour.webp");
    }

    public async Task<RoomId?> Find(string title)
    {
        await using var db = await databases.CreateDbContextAsync();
        var found = await db.Rooms.AsNoTracking().Where(room => room.Title == title && room.DeletedAt == null).OrderBy(room => room.CreatedAt).FirstOrDefaultAsync();
        return found?.Id;
    }

    private async Task<RoomId> Make(Actor host, RoomDetails details, string poster)
    {
        var room = (await create.Run(host, details)).Value;
        await collaborators.Run(host, room, Cast.Elif.Email, Standing.CoEditor);
        await files.Run(host, room, RoomFileKind.Poster, poster, Embedded(poster));
        return room;
    }

    private static byte[] Embedded(string name)
    {
        using var file = typeof(DemoRooms).Assembly.GetManifestResourceStream($"demo/{name}")!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
