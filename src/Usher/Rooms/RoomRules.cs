using Usher.Accounts;
using Usher.Courses;

namespace Usher.Rooms;

/// <summary>Who may make and see rooms.</summary>
public static class RoomRules
{
    public static bool MayMakeRooms(this SiteRole role) => role >= SiteRole.Creator;

    /// <summary>Whether the access rule, or a standing, opens the media page.</summary>
    /// <param name="signedIn">With any account.</param>
    /// <param name="course">What they are in the room's course; null for nothing.</param>
    public static bool MaySee(RoomAccess access, Standing? standing, bool signedIn, CourseRole? course = null) => standing is not null || access switch
    {
        RoomAccess.Public => true,
        RoomAccess.Members => signedIn,
        RoomAccess.Course => course is not null,
        RoomAccess.Private => false,
    };
}
