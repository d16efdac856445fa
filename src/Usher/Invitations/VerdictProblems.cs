using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>What each verdict is called where it refuses.</summary>
internal static class VerdictProblems
{
    /// <summary>Null for the verdicts that let in.</summary>
    public static Problem? ProblemOf(this EntryFacts facts, EntryVerdict verdict, DateTimeOffset now) => verdict switch
    {
        EntryVerdict.Bind or EntryVerdict.WelcomeBack => null,
        EntryVerdict.AddressNeeded => InvitationProblems.AddressNeeded,
        // The fifth wrong address already starts the pause, and says so.
        EntryVerdict.WrongAddress or EntryVerdict.TooManyTries => EntryRules.PausedUntil(facts.WrongAddresses, now) is { } until
            ? InvitationProblems.TooManyTries.After(until - now)
            : InvitationProblems.WrongAddress,
        EntryVerdict.DomainBlocked => InvitationProblems.DomainBlocked,
        EntryVerdict.SignInNeeded => InvitationProblems.SignInNeeded,
        EntryVerdict.CodeNeeded => InvitationProblems.CodeNeeded,
        // The fifth wrong code ends it, and says so.
        EntryVerdict.WrongCode => facts.Code is { } code && EntryCodeRules.IsLive(code, now) ? InvitationProblems.WrongCode : InvitationProblems.CodeOver,
        EntryVerdict.CodeOver => InvitationProblems.CodeOver,
        EntryVerdict.SignedInAsAnother => InvitationProblems.SignedInAsAnother,
        EntryVerdict.OtherDevice => InvitationProblems.OtherDevice,
        EntryVerdict.WeakDevice => InvitationProblems.WeakDevice,
        EntryVerdict.NotYet => SessionProblems.NotOpen,
        EntryVerdict.Ended => SessionProblems.Ended,
        EntryVerdict.Expired => InvitationProblems.Expired,
        EntryVerdict.Revoked => InvitationProblems.Revoked,
        EntryVerdict.Void => InvitationProblems.Void,
    };
}
