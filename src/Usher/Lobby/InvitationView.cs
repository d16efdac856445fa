using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Lobby;

/// <summary>What the invitation page shows: the truth of the moment, by the same decision as everything else.</summary>
/// <param name="PrivacyNotice">The site's own, in plain text; empty for none.</param>
/// <param name="Problem">What the form that was just sent met; null for a page that was only looked at.</param>
/// <param name="Typed">The address that was typed, to be mended rather than typed again.</param>
/// <param name="Attempt">The secret of this page's form: sent twice, it is one claim.</param>
/// <param name="AsGuest">Enters by address although signed in as somebody else.</param>
public sealed record InvitationView(
    string Token, EntryLook Look, InvitationDetails Details, string PrivacyNotice, string Attempt, Problem? Problem = null, string? Typed = null, bool AsGuest = false)
{
    public EntryVerdict Verdict => Look.Verdict;

    public string Path => $"/i/{Token}";

    /// <summary>When it opens for this invitee.</summary>
    public DateTimeOffset? OpensAt => Look.Facts.Session is { } session ? SessionRules.OpensAt(session, Look.Facts.Role) : null;

    /// <summary>The wrong address that was just typed, or the pause after too many.</summary>
    public Problem? AddressProblem =>
        Problem is { Code: var code } && (code == InvitationProblems.WrongAddress.Code || code == InvitationProblems.TooManyTries.Code) ? Problem
        : EntryRules.PausedUntil(Look.Facts.WrongAddresses, Look.Now) is { } until ? InvitationProblems.TooManyTries.After(until - Look.Now)
        : null;

    /// <summary>The session's start, where it is not also when this invitee is let in.</summary>
    public DateTimeOffset? StartsLater => Look.Facts.Session?.StartsAt is { } start && start != OpensAt ? start : null;

    /// <summary>The page's status tells programs what its words tell people.</summary>
    public int Status => Problem?.Status ?? (Verdict is EntryVerdict.AddressNeeded or EntryVerdict.NotYet ? 200 : Look.Facts.ProblemOf(Verdict, Look.Now)?.Status ?? 200);
}
