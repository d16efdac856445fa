namespace Usher.MailAdmin;

/// <summary>Kinds of mail in English: the keys of their translations.</summary>
internal static class MailKindWords
{
    public static string Label(string kind) => kind switch
    {
        "invitation" => "Invitation",
        "reminder" => "Reminder",
        "change" => "Change of a session",
        "code" => "One-time code",
        _ => char.ToUpperInvariant(kind[0]) + kind[1..].Replace('-', ' '),
    };
}
