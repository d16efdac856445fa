namespace Usher.Sessions;

/// <summary>Refusals about sessions.</summary>
public static class SessionProblems
{
    public static readonly Problem Unknown = new("session.unknown", 404, "There is no such session.");
    public static readonly Problem NotOpen = new("session.not-open", 425, "The session has not opened yet.");
    public static readonly Problem Ended = new("session.ended", 410, "The session has ended.");
}
