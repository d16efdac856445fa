namespace Usher.Mail;

/// <summary>How a mail fares, in English: the keys of the translations.</summary>
public static class MailWords
{
    public static string Label(MailState state) => state switch
    {
        MailState.Queued => "Mail queued",
        MailState.Accepted => "Mail accepted",
        MailState.Failed => "Mail failed",
    };

    /// <summary>With the address in place of {0}.</summary>
    public static string Sentence(MailState state) => state switch
    {
        MailState.Queued => "The mail to {0} is on its way.",
        MailState.Accepted => "The mail server has taken the mail to {0}.",
        MailState.Failed => "The mail to {0} could not be delivered.",
    };
}
