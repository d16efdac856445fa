namespace Usher.Rooms;

/// <summary>How pages speak of standings, in English: also the keys of the translations.</summary>
public static class StandingWords
{
    public static string Name(Standing standing) => standing switch
    {
        Standing.Owner => "Owner",
        Standing.CoOwner => "Co-owner",
        Standing.CoEditor => "Co-editor",
        Standing.CoPublisher => "Co-publisher",
        Standing.CoViewer => "Co-viewer",
    };

    public static string Means(Standing standing) => standing switch
    {
        Standing.Owner => "Everything, also deleting the room.",
        Standing.CoOwner => "Everything but deleting the room.",
        Standing.CoEditor => "Hosts, invites people, edits details, sessions and files.",
        Standing.CoPublisher => "Hosts, invites people, decides who may see the room.",
        Standing.CoViewer => "Sees the room and takes part as a Viewer.",
    };
}
