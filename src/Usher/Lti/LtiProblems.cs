namespace Usher.Lti;

/// <summary>Why a launch from a learning platform, or what belongs to it, is refused.</summary>
public static class LtiProblems
{
    public static readonly Problem Unknown = new("lti.unknown-registration", 404, "There is no such registration.");
    public static readonly Problem Exists = new("lti.registration-exists", 409, "This issuer and client id are registered already.");
    public static readonly Problem InUse = new("lti.registration-in-use", 409, "Courses have come by this registration. Turn it off instead.");
    public static readonly Problem NotRegistered = new("lti.not-registered", 400, "This learning platform is not registered here. Ask the site's admin to register it.");
    public static readonly Problem BadTarget = new("lti.unregistered-target", 400, "This link leads to nothing on this site.");
    public static readonly Problem PlatformRefused = new("lti.platform-refused", 400, "Your learning platform did not let you in here. Open the link from your course again.");
    public static readonly Problem BadState = new("lti.state", 400, "This is not an answer to a launch that began in this browser. Open the link from your course again.");
    public static readonly Problem BadToken = new("lti.token", 400, "What your learning platform sent could not be verified. Open the link from your course again.");
    public static readonly Problem KeysUnreachable = new("lti.keys", 502, "The keys of your learning platform cannot be read just now. Try again in a minute.");
    public static readonly Problem Stale = new("lti.stale", 400, "This launch is too old, or from the future. Open the link from your course again.");
    public static readonly Problem Replayed = new("lti.replayed", 400, "This launch has been used. Open the link from your course again.");
    public static readonly Problem NotLti = new("lti.message", 400, "This is no LTI 1.3 launch of a kind that this site takes. Come in by a link in your course.");
    public static readonly Problem MissingClaim = new("lti.claims", 400, "Your learning platform left out what a launch must say. Tell whoever looks after it.");
    public static readonly Problem UnknownDeployment = new("lti.unknown-deployment", 403, "This part of your learning platform is not registered here. Ask the site's admin to add its deployment.");
    public static readonly Problem Anonymous = new("lti.anonymous", 403, "Your learning platform did not say who you are, and this is not open to everybody.");
    public static readonly Problem AccountDisabled = new("lti.account-disabled", 403, "Your account on this site is turned off.");
    public static readonly Problem OtherCourse = new("lti.other-course", 404, "The room of this link is not one of this course, or is gone. Ask whoever put the link there for another.");
    public static readonly Problem UnknownCourse = new("lti.unknown-course", 404, "There is no such course, or you are not in it.");
    public static readonly Problem MayNotLink = new("lti.may-not-link", 403, "Only those who lead the course may put a room in it.");
    public static readonly Problem LinkUsed = new("lti.link-used", 410, "This registration link has been used or has expired. Ask the site's admin for another.");
    public static readonly Problem BadConfiguration = new("lti.platform-configuration", 502, "The learning platform's description of itself could not be read, or names addresses that cannot be used.");
    public static readonly Problem RegistrationRefused = new("lti.registration-refused", 502, "The learning platform did not take the registration.");
    public static readonly Problem ServiceRefused = new("lti.service", 502, "The learning platform did not answer as it should. Try again in a minute.");
    public static readonly Problem NotOffered = new("lti.not-offered", 409, "The learning platform does not offer this for the course.");
}
