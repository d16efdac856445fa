using Usher.Accounts;
using Usher.Courses;

namespace Usher.Rooms;

/// <summary>
/// What being in a course makes of somebody in the course's rooms. It is derived from the membership whenever it is asked, so that it
/// ends with it; a private room is its collaborators' alone.
/// </summary>
public static class CourseStanding
{
    /// <summary>The standing that counts: one's own, unless the course gives more.</summary>
    /// <param name="own">As a collaborator; null for none.</param>
    /// <param name="course">In the room's course; null for none.</param>
    public static Standing? With(this Standing? own, RoomAccess access, CourseRole? course) =>
        own is null or Standing.CoViewer && course is CourseRole.Host && access is not RoomAccess.Private ? Standing.CoEditor : own;

    /// <summary>Who leads a course invites to its rooms as a creator would, also where their account may make no rooms.</summary>
    public static SiteRole With(this SiteRole own, RoomAccess access, CourseRole? course) =>
        course is CourseRole.Host && access is not RoomAccess.Private && own < SiteRole.Creator ? SiteRole.Creator : own;
}
