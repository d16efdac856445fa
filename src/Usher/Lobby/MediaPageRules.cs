using Usher.Courses;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Lobby;

/// <summary>The one thing that a media page offers somebody first.</summary>
public enum MediaPageAction
{
    /// <summary>There is nothing to do but wait, or read.</summary>
    None,

    /// <summary>Go in: it is open to all.</summary>
    Join,

    /// <summary>Go in to prepare: it is open to this person and not yet to Viewers.</summary>
    OpenTheRoom,

    /// <summary>Open it ahead of its start, or without one.</summary>
    StartNow,

    /// <summary>It is open, to those whom the site knows.</summary>
    SignInToJoin,
}

/// <summary>What the media page offers whom.</summary>
public static class MediaPageRules
{
    /// <param name="session">The running or next session; null when nothing is scheduled.</param>
    /// <param name="standing">Null: let in by the access rule.</param>
    /// <param name="course">What they are in the room's course.</param>
    public static MediaPageAction Action(SessionFacts? session, Standing? standing, bool signedIn, DateTimeOffset now, CourseRole? course = null)
    {
        if (session is null) return standing?.May(RoomAct.Edit) is true ? MediaPageAction.StartNow : MediaPageAction.None;
        var role = standing?.LiveRole() ?? course?.LiveRole() ?? Role.Viewer;
        if (SessionRules.Phase(session, Role.Viewer, now) is SessionPhase.Open) return signedIn ? MediaPageAction.Join : MediaPageAction.SignInToJoin;
        return SessionRules.Phase(session, role, now) switch
        {
            SessionPhase.Open => MediaPageAction.OpenTheRoom,
            SessionPhase.NotYet => role is Role.Host ? MediaPageAction.StartNow : MediaPageAction.None,
            SessionPhase.Ended or SessionPhase.Gone => MediaPageAction.None,
        };
    }
}
