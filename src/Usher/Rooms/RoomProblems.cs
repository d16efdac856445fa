namespace Usher.Rooms;

/// <summary>Refusals about rooms.</summary>
public static class RoomProblems
{
    /// <summary>Also the answer to somebody who may not know that the room exists.</summary>
    public static readonly Problem Unknown = new("room.unknown", 404, "There is no such room.");

    public static readonly Problem Forbidden = new("room.forbidden", 403, "You may not do this in this room.");
}
