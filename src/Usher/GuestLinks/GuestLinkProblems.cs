namespace Usher.GuestLinks;

/// <summary>Refusals about guest links, to the host who looks after them and to the guest who comes by one.</summary>
public static class GuestLinkProblems
{
    public static readonly Problem Unknown = new("guest-link.unknown", 404, "There is no such guest link.");
    public static readonly Problem Off = new("guest-link.off", 403, "This guest link is turned off.");
    public static readonly Problem Full = new("guest-link.full", 403, "Every place that this guest link has is taken.");
    public static readonly Problem Expired = new("guest-link.expired", 410, "This guest link has expired.");
    public static readonly Problem Void = new("guest-link.void", 410, "What this guest link was for no longer exists.");
    public static readonly Problem Removed = new("guest-link.removed", 403, "You were removed from this session, and cannot come back to it.");
    public static readonly Problem SiteOff = new("guest-link.site-off", 403, "Guest access is turned off on this site.");
    public static readonly Problem TooMany = new("guest-link.too-many", 409, "This room has as many guest links as the site allows. Delete one first.");
}
