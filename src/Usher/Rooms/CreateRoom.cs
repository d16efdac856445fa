using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Settings;

namespace Usher.Rooms;

/// <summary>Makes a room, owned by the one who makes it: by an account that may, or in a course by whoever leads it.</summary>
public sealed class CreateRoom(WriteDoor door, SiteSettings settings)
{
    /// <param name="course">The course to make it in, which its members then see; null for none.</param>
    public async Task<Outcome<RoomId>> Run(Actor by, RoomDetails details, CourseId? course = null, CancellationToken cancel = default)
    {
        if (course is null && !by.Account.SiteRole.MayMakeRooms()) return RoomProblems.CreatorsOnly;
        details = details with
        {
            Title = details.Title ?? "",
            Access = details.Access ?? (course is null ? RoomAccess.Private : RoomAccess.Course),
            TimeZone = details.TimeZone ?? (await settings.Site()).TimeZone,
        };
        if (details.Check(course is not null) is { } problem) return problem;
        var id = RoomId.New(by.At);
        return await door.Write<Outcome<RoomId>>(async db =>
        {
            if (course is { } within && !await db.CourseMembers.AnyAsync(member =>
                member.CourseId == within && member.AccountId == by.Id && member.LeftAt == null && member.Role == CourseRole.Host, cancel)) return RoomProblems.CreatorsOnly;
            db.Add(Made(id, by, details, course));
            db.Add(by.Did("room.created", id, details.Title));
            return id;
        }, cancel);
    }

    private static Room Made(RoomId id, Actor by, RoomDetails details, CourseId? course) => new()
    {
        Id = id,
        CourseId = course,
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
