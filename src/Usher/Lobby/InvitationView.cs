using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What the invitation page shows: the truth of the moment, by the same decision as everything else.</summary>
/// <param name="PrivacyNotice">The site's own, in plain text; empty for none.</param>
/// <param name="Problem">What the form that was just sent met; null for a page that was only looked at.</param>
/// <param name="Typed">The address that was typed, to be mended rather than typed again.</param>
/// <param name="Attempt">The secret of this page's form: sent twice, it is one claim.</param>
/// <param name="AsGuest">Enters by address although signed in as somebody else.</param>
/// <param name="Answering">What was sent was "I can't come", or its contrary.</param>
/// <param name="Mailed">A code to come on this device by was just asked for.</param>
public sealed record InvitationView(
    string Token, EntryLook Look, InvitationDetails Details, string PrivacyNotice, string Attempt, Problem? Problem = null, string? Typed = null, bool AsGuest = false,
    bool Answering = false, bool Mailed = false)
{
    public EntryVerdict Verdict => Look.Verdict;

    public string Path => $"/i/{Token}";

    /// <summary>The page as it stands, for when it is loaded again.</summary>
    public string PathNow => PathOf(Token, AsGuest, Mailed);

    /// <summary>The same, without what was just asked for.</summary>
    public string PathAgain => PathOf(Token, AsGuest);

    public static string PathOf(string token, bool asGuest = false, bool mailed = false) =>
        Links.To($"/i/{token}", ("guest", asGuest ? "true" : null), ("mailed", mailed ? "true" : null));

    /// <summary>When it opens for this invitee.</summary>
    public DateTimeOffset? OpensAt => Look.Facts.Session is { } session ? SessionRules.OpensAt(session, Look.Facts.Role) : null;

    /// <summary>The wrong address that was just typed, or the pause after too many.</summary>
    public Problem? AddressProblem =>
        Met(InvitationProblems.WrongAddress, InvitationProblems.TooManyTries, InvitationProblems.DomainBlocked) ? Problem
        : EntryRules.PausedUntil(Look.Facts.WrongAddresses, Look.Now) is { } until ? InvitationProblems.TooManyTries.After(until - Look.Now)
        : null;

    /// <summary>What is wrong with the code that was just typed, or with asking for another.</summary>
    public Problem? CodeProblem => Met(InvitationProblems.WrongCode, InvitationProblems.CodeOver, InvitationProblems.TooManyCodes, InvitationProblems.CodeUndeliverable) ? Problem : null;

    /// <summary>A code was mailed, and the field for it comes next.</summary>
    public bool AsksForCode => Look.CodeAsked;

    /// <summary>The same for another device, where nobody is told whether one was mailed.</summary>
    public bool AsksForMovingCode => Mailed && Look.MailsCodes;

    /// <summary>The address was right, and its account has to sign in: said to nobody who has not typed it.</summary>
    public bool AsksToSignIn => Met(InvitationProblems.SignInNeeded) || Verdict is EntryVerdict.SignInNeeded;

    /// <summary>The address that was typed, or with which they are signed in, is of a domain that the site does not take.</summary>
    public bool AddressIsOfBlockedDomain => Met(InvitationProblems.DomainBlocked) || Verdict is EntryVerdict.DomainBlocked;

    private bool Met(params ReadOnlySpan<Problem> problems)
    {
        foreach (var one in problems)
            if (one.Code == Problem?.Code) return true;
        return false;
    }

    /// <summary>The session's start, where it is not also when this invitee is let in.</summary>
    public DateTimeOffset? StartsLater => Look.Facts.Session?.StartsAt is { } start && start != OpensAt ? start : null;

    /// <summary>The page's status tells programs what its words tell people.</summary>
    public int Status => Problem?.Status ?? (Verdict is EntryVerdict.AddressNeeded or EntryVerdict.NotYet or EntryVerdict.CodeNeeded ? 200 : Look.Facts.ProblemOf(Verdict, Look.Now)?.Status ?? 200);
}
