using Usher.Accounts;

namespace Usher.Rooms;

/// <summary>Who may make and see rooms.</summary>
public static class RoomRules
{
    public static bool MayMakeRooms(this SiteRole role) => role >= SiteRole.Creator;

    /// <summary>Whether the access rule, or a standing, opens the media page.</summary>
    /// <param name="signedIn">With any account.</param>
    public static bool MaySee(RoomAccess access, Standing? standing, bool signedIn) => standing is not null || access switch
    {
        RoomAccess.Public => true,
        RoomAccess.Members => signedIn,
        // Course members come with a launch from their LMS, which makes them collaborators of nothing.
        RoomAccess.Private or RoomAccess.Course => false,
    };
}
