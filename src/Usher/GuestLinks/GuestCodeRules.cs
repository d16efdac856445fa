using Usher.Invitations;

namespace Usher.GuestLinks;

/// <summary>The newest code that a browser has asked for at a guest link.</summary>
/// <param name="EmailKey">The address that it was mailed to.</param>
public sealed record GuestCodeFacts(GuestCodeId Id, string EmailKey, byte[] CodeHash, DateTimeOffset SentAt, int Tries, DateTimeOffset? UsedAt)
    : MailedCodeFacts(CodeHash, SentAt, Tries, UsedAt);

/// <summary>
/// What guests' codes have beside <see cref="EntryCodeRules"/>: they go to whatever address somebody types, so there are enough for
/// a full hall, and never so many to one mailbox that a stranger would mind.
/// </summary>
public static class GuestCodeRules
{
    /// <summary>Codes within <see cref="EntryCodeRules.CountedFor"/>: by one link, to one mailbox, and to one at the wish of one network.</summary>
    public const int MostForLink = 1_000;

    /// <summary>Wrong codes typed from one network within <see cref="EntryCodeRules.CountedFor"/>: then it is sent no further one, so that a new browser is no new chance to guess.</summary>
    public const int MostWrongFromNetwork = 60;

    public const int MostForMailbox = 8;
    public const int MostForMailboxFromNetwork = 5;

    /// <summary>To one mailbox within <see cref="KeptFor"/>.</summary>
    public const int MostForMailboxInADay = 20;

    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>
    /// What is counted as one mailbox: plus tags and dots do not make another of it. Where they do, two people share one count,
    /// which does less harm than a hundred spellings of one stranger.
    /// </summary>
    public static string MailboxOf(string addressKey)
    {
        var at = addressKey.LastIndexOf('@');
        var name = addressKey[..at].Split('+')[0].Replace(".", "", StringComparison.Ordinal);
        return name.Length == 0 ? addressKey : name + addressKey[at..];
    }
}
