namespace Usher.Rooms;

/// <summary>Refusals about rooms, their collaborators and their files.</summary>
public static class RoomProblems
{
    /// <summary>Also for those who may not see it: strangers learn nothing of a private room.</summary>
    public static readonly Problem Unknown = new("room.unknown", 404, "There is no such room, or it is not open to you.");

    public static readonly Problem Forbidden = new("room.forbidden", 403, "Your standing on this room does not allow this.");
    public static readonly Problem CreatorsOnly = new("room.creators-only", 403, "Your account may not make rooms. Ask the site's admin.");
    public static readonly Problem OwnerStays = new("collaborator.owner", 409, "A room has one owner. Make somebody else its owner instead.");
    public static readonly Problem UnknownPerson = new("collaborator.unknown", 404, "Nobody with an account here goes by that address.");
    public static readonly Problem UnknownFile = new("room-file.unknown", 404, "This file is not here (any more).");
    public static readonly Problem TooManyFiles = new("room-file.too-many", 409, "This room holds as many files as it can. Remove one first.");
    public static readonly Problem FileTooLarge = new("room-file.too-large", 413, "That file is too large: a poster may have 5 MB, an attachment 20 MB.");
    public static readonly Problem EmptyFile = new("room-file.empty", 422, "That file is empty.");
    public static readonly Problem NotAnImage = new("room-file.not-an-image", 422, "A poster is a PNG, JPEG, GIF, WebP or AVIF image.");
}
