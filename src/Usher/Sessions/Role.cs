namespace Usher.Sessions;

/// <summary>What somebody is in a live session, least first. Pages call Viewer, Speaker and Moderator an invitation's type.</summary>
public enum Role
{
    Guest,
    Viewer,
    Speaker,
    Moderator,
    Host,
}
