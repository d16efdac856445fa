namespace Usher.OpenIdConnect;

/// <summary>Why a sign-in by an OpenID Provider, or what belongs to one, is refused.</summary>
public static class OpenIdProblems
{
    public static readonly Problem Unknown = new("open-id.unknown-provider", 404, "There is no such provider.");
    public static readonly Problem Exists = new("open-id.provider-exists", 409, "There is a provider with this short name already.");
    public static readonly Problem Off = new("open-id.off", 404, "There is no such way to sign in here, or it is turned off.");
    public static readonly Problem Unreachable = new("open-id.unreachable", 502, "The sign-in that you chose does not answer just now. Try again in a minute, or sign in another way.");
    public static readonly Problem Declined = new("open-id.declined", 403, "You were not signed in there. Try again, or sign in another way.");
    public static readonly Problem BadAnswer = new("open-id.answer", 400, "The answer of the sign-in that you chose could not be verified, or is too old. Start again.");
    public static readonly Problem OutsideDomains = new("open-id.domain", 403, "Only addresses of certain domains can be used to sign in that way, and yours is none of them.");
    public static readonly Problem Unverified = new("open-id.unverified-address", 403, "The sign-in that you chose does not vouch for your email address, so your account here cannot be found by it.");
    public static readonly Problem OtherPerson = new("open-id.other-person", 403, "The account with your address here belongs to somebody else of the same sign-in. Ask an admin of this site.");
    public static readonly Problem NoAccount = new("open-id.no-account", 403, "You have no account here yet. Ask an admin of this site for one. If you were invited, use the link in your mail: it needs no account.");
    public static readonly Problem AccountDisabled = new("open-id.account-disabled", 403, "Your account here is turned off. Ask an admin of this site.");
}
