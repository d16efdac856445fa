namespace Usher.Privacy;

/// <summary>Why a person is not erased.</summary>
public static class ErasureProblems
{
    public static readonly Problem Oneself = new("erasure.oneself", 409, "You cannot erase yourself. Another admin can.");
    public static readonly Problem OwnsRooms = new("erasure.owns-rooms", 409, "They own a room that has no co-owner. It must be handed over or deleted first.");
    public static readonly Problem Unreachable = new("erasure.unreachable", 503, "They are out of every session, but one of them cannot be reached just now. Erase them again in a moment.");
}
