using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>What is said of one row of a bulk.</summary>
public enum BulkVerdict
{
    /// <summary>It would be issued.</summary>
    Good,

    /// <summary>It has been issued.</summary>
    Issued,

    /// <summary>The person holds a live invitation to the same session already.</summary>
    Exists,

    MalformedAddress,
    MissingName,

    /// <summary>The same address stands in an earlier row.</summary>
    Duplicate,

    DomainBlocked,

    /// <summary>The inviter's invitations of the hour are used up.</summary>
    Quota,

    /// <summary>Something else is wrong with it, which its code and errors say.</summary>
    Refused,
}

/// <summary>A row of a bulk, and what became of it.</summary>
/// <param name="Row">Its place, from 1: the line of a CSV, or the place in the list.</param>
/// <param name="Code">The problem's code; absent when there is none.</param>
/// <param name="Errors">For <c>request.fields</c>: what is wrong with each field.</param>
/// <param name="Id">Of the invitation that was issued, or that exists already.</param>
/// <param name="Url">The link, in this answer only.</param>
public sealed record BulkRow(
    int Row, string Email, string FirstName, string LastName, Role Role, BulkVerdict Verdict, string? Code = null,
    IReadOnlyDictionary<string, string>? Errors = null, InvitationId? Id = null, string? Url = null)
{
    internal string Name => $"{FirstName} {LastName}".Trim();

    internal BulkRow Refused(Problem problem) => this with
    {
        Verdict = VerdictOf(problem),
        Code = problem.Code,
        Errors = problem.Errors,
        Id = InvitationId.TryParse(problem.About, null, out var id) ? id : null,
    };

    private static BulkVerdict VerdictOf(Problem problem) => problem switch
    {
        { Code: "invitation.exists" } => BulkVerdict.Exists,
        { Code: "invitation.quota" } => BulkVerdict.Quota,
        { Code: "invitation.duplicate-row" } => BulkVerdict.Duplicate,
        { Code: "domain.blocked" } => BulkVerdict.DomainBlocked,
        { Errors: { } errors } when errors.ContainsKey("email") => BulkVerdict.MalformedAddress,
        { Errors: { } errors } when errors.ContainsKey("firstName") || errors.ContainsKey("lastName") => BulkVerdict.MissingName,
        _ => BulkVerdict.Refused,
    };
}

/// <summary>What became of a list of people to invite.</summary>
/// <param name="Issued">How many invitations were issued by this call.</param>
public sealed record BulkAnswer(int Issued, IReadOnlyList<BulkRow> Rows);

/// <summary>Several invitations to issue.</summary>
/// <param name="Rows">1,000 at most; each as for one invitation.</param>
/// <param name="Check">Only say what would become of each.</param>
public sealed record BulkRequest(IReadOnlyList<InvitationRequest> Rows, bool Check = false);
