namespace Usher.GuestLinks;

/// <summary>What pages call the state of a guest link, in English: the keys of their translations.</summary>
internal static class GuestLinkWords
{
    public static string Label(GuestLinkState state) => state switch
    {
        GuestLinkState.Open => "Open",
        GuestLinkState.Off => "Off",
        GuestLinkState.Full => "Full",
        GuestLinkState.Expired => "Expired",
        GuestLinkState.Orphaned => "Nobody behind it",
    };

    public static string Chip(GuestLinkState state) => state switch
    {
        GuestLinkState.Open => "chip good",
        GuestLinkState.Off => "chip",
        GuestLinkState.Full or GuestLinkState.Expired or GuestLinkState.Orphaned => "chip bad",
    };
}
