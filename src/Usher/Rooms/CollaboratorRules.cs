namespace Usher.Rooms;

/// <summary>Who may give whom which standing on a room.</summary>
public static class CollaboratorRules
{
    /// <param name="by">The standing of the one who changes.</param>
    /// <param name="has">What the other has now; null for somebody new.</param>
    /// <param name="wanted">What they are to have; null to remove them.</param>
    public static Problem? Refusal(Standing by, Standing? has, Standing? wanted)
    {
        if (!by.May(RoomAct.Collaborators)) return RoomProblems.Forbidden;
        // Ownership is handed over by its owner, and never merely given up: a room always has one.
        if (wanted is Standing.Owner && by is not Standing.Owner) return RoomProblems.Forbidden;
        if (has is not Standing.Owner || wanted is Standing.Owner) return null;
        return by is Standing.Owner ? RoomProblems.OwnerStays : RoomProblems.Forbidden;
    }
}
