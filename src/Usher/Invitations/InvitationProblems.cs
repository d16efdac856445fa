namespace Usher.Invitations;

/// <summary>Refusals about invitations, to the host who manages them and to the invitee who comes by one.</summary>
public static class InvitationProblems
{
    public static readonly Problem UnknownLink = new("invitation.unknown-link", 404, "This link doesn't work.");
    public static readonly Problem Unknown = new("invitation.unknown", 404, "There is no such invitation.");
    public static readonly Problem WrongAddress = new("invitation.wrong-address", 403, "That's not the address this invitation was sent to.");
    public static readonly Problem AddressNeeded = new("invitation.address-needed", 403, "Type the address that this invitation was sent to.");
    public static readonly Problem SignInNeeded = new("invitation.sign-in-needed", 401, "This address belongs to an account here. Sign in to go in.");
    public static readonly Problem CodeNeeded = new("invitation.code-needed", 403, "Type the code that we mail to your address.");
    public static readonly Problem WrongCode = new("invitation.wrong-code", 403, "That's not the code. Look at the newest mail from us.");
    public static readonly Problem CodeOver = new("invitation.code-over", 403, "This code no longer works. Ask for a new one.");
    public static readonly Problem CodeNotNeeded = new("invitation.code-not-needed", 409, "No code is needed here.");
    public static readonly Problem TooManyCodes = new("invitation.too-many-codes", 429, "We have mailed several codes already. Use the newest, or wait a while.");
    public static readonly Problem CodeUndeliverable = new("invitation.code-undeliverable", 503, "This site cannot mail you a code at the moment. Ask whoever gave you the link.");
    public static readonly Problem DomainBlocked = new("domain.blocked", 403, "This site takes no addresses of that domain.");
    public static readonly Problem SignedInAsAnother = new("invitation.signed-in-as-another", 403, "You are signed in with an address that was not invited.");
    public static readonly Problem TooManyTries = new("invitation.too-many-tries", 429, "Too many tries. Wait a moment, then try again.");
    public static readonly Problem OtherDevice = new("invitation.other-device", 403, "This link is already in use on another device.");
    public static readonly Problem WeakDevice = new("invitation.weak-device", 403, "This browser cannot be bound safely enough for this invitation. Allow scripts, or use another browser.");
    public static readonly Problem BindingLapsed = new("invitation.binding-lapsed", 403, "This device's place was given up because it never connected. Open your invitation link again.");
    public static readonly Problem BadProof = new("invitation.bad-proof", 403, "This browser could not prove that it holds its key. Open the page again.");
    public static readonly Problem Expired = new("invitation.expired", 410, "This invitation has expired.");
    public static readonly Problem Revoked = new("invitation.revoked", 410, "This invitation was withdrawn.");
    public static readonly Problem Void = new("invitation.void", 410, "What this invitation was for no longer exists.");

    public static readonly Problem DeviceMoved = new("invitation.device-moved", 403, "Your place in this session is on another device now.");
    public static readonly Problem DeviceNotNeeded = new("invitation.device-not-needed", 409, "Nothing stands in this device's way. Open your invitation link again.");
    public static readonly Problem ApprovalOff = new("invitation.approval-off", 403, "Hosts don't decide about new devices on this site.");
    public static readonly Problem CodeFirst = new("invitation.code-first", 403, "For your role a code from the invited mailbox comes first, and then the host's yes.");
    public static readonly Problem DeviceRequestUnknown = new("invitation.device-request-unknown", 404, "There is no such request for another device.");
    public static readonly Problem DeviceRequestOver = new("invitation.device-request-over", 409, "This request was answered already, or is too old.");
    public static readonly Problem WrongHandOverCode = new("invitation.wrong-hand-over-code", 403, "This code doesn't work. A code works once, and for a few minutes only: make a new one on the device that you are in with, or ask for one by mail.");
    public static readonly Problem LinkStillWorks = new("invitation.link-still-works", 409, "This invitation's link still works.");

    public static readonly Problem Exists = new("invitation.exists", 409, "This person already holds an invitation to the same session.");
    public static readonly Problem ModuleOff = new("invitation.module-off", 403, "Invitations are turned off on this site.");
    public static readonly Problem MediaPageOff = new("invitation.media-page-off", 403, "Inviting is turned off because the site's media pages are.");
    public static readonly Problem ChatOff = new("invitation.chat-and-collaboration-off", 403, "Nobody can be invited while Chat & Collaboration is off in this room.");
    public static readonly Problem MayNotInvite = new("invitation.may-not-invite", 403, "You may not invite people to this room.");
    public static readonly Problem Quota = new("invitation.quota", 429, "You have sent very many invitations within the hour. Wait a little.");
    public static readonly Problem MailOff = new("invitation.mail-off", 422, "This site sends no invitation mail.");
    public static readonly Problem DuplicateRow = new("invitation.duplicate-row", 422, "The same address stands in an earlier row.");
    public static readonly Problem BulkSize = new("invitation.bulk-size", 422, "A list has from 1 to 1,000 people.");
    public static readonly Problem WorksLonger = new("invitation.works-longer", 409, "This invitation works as long as that already.");
    public static readonly Problem Over = new("invitation.over", 409, "This invitation was withdrawn or is void; it cannot be changed. Invite the person again.");
}
