namespace Usher.Rooms;

/// <summary>What an account is to a room.</summary>
public enum Standing
{
    Owner,
    CoOwner,
    CoEditor,
    CoPublisher,
    CoViewer,
}

/// <summary>What a standing allows on a room.</summary>
public enum RoomAct
{
    EnterAsHost,
    Invite,
    Edit,
    ChangeAccess,
    Collaborators,
    Delete,
}

/// <summary>The table of standings, in one place: pages, API and claims all ask it.</summary>
public static class StandingRules
{
    public static bool May(this Standing standing, RoomAct act) => act switch
    {
        RoomAct.EnterAsHost or RoomAct.Invite => standing is not Standing.CoViewer,
        RoomAct.Edit => standing is Standing.Owner or Standing.CoOwner or Standing.CoEditor,
        RoomAct.ChangeAccess => standing is Standing.Owner or Standing.CoOwner or Standing.CoPublisher,
        RoomAct.Collaborators => standing is Standing.Owner or Standing.CoOwner,
        RoomAct.Delete => standing is Standing.Owner,
    };
}
