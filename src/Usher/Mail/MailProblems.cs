namespace Usher.Mail;

/// <summary>How the site's mail says no.</summary>
public static class MailProblems
{
    public static readonly Problem Off = new("mail.off", 409, "This site sends no mail: it has no mail server yet.");
    public static readonly Problem Unknown = new("mail.unknown", 404, "There is no such mail.");
    public static readonly Problem NotWaiting = new("mail.not-waiting", 409, "This mail does not wait: it is on its way, was sent, or has failed for good.");
    public static readonly Problem Fixed = new("mail.fixed", 409, "The site's configuration says how mail is sent. It can be changed there alone.");
    public static readonly Problem CheckRunning = new("mail.check-running", 429, "The mail server is being asked already. Wait for that.");
}
