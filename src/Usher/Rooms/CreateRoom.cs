using Usher.Accounts;
using Usher.Data;
using Usher.Settings;

namespace Usher.Rooms;

/// <summary>Makes a room, owned by the one who makes it.</summary>
public sealed class CreateRoom(WriteDoor door, SiteSettings settings)
{
    public async Task<Outcome<RoomId>> Run(Actor by, RoomDetails details, CancellationToken cancel = default)
    {
        if (!by.Account.SiteRole.MayMakeRooms()) return RoomProblems.CreatorsOnly;
        details = details with { Title = details.Title ?? "", TimeZone = details.TimeZone ?? (await settings.Site()).TimeZone };
        if (details.Check() is { } problem) return problem;
        var id = RoomId.New(by.At);
        await door.Write(db =>
        {
            db.Add(Made(id, by, details));
            db.Add(by.Did("room.created", id, details.Title));
            return Task.CompletedTask;
        }, cancel);
        return id;
    }

    private static Room Made(RoomId id, Actor by, RoomDetails details) => new()
    {
        Id = id,
        Title = details.Title!.Trim(),
        Description = details.Description ?? "",
        Access = details.Access ?? RoomAccess.Private,
        ChatAndCollaboration = details.ChatAndCollaboration ?? true,
        StageMode = details.StageMode ?? StageMode.ByRequest,
        TimeZone = details.TimeZone!,
        CreatedAt = by.At,
        Collaborators = [new() { RoomId = id, AccountId = by.Id, Standing = Standing.Owner, AddedAt = by.At }],
        Speakers = [.. details.SpeakersOf(id)],
    };
}
