using System.Globalization;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>What the register is ordered by.</summary>
public enum RegisterSort
{
    /// <summary>Newest first.</summary>
    Issued,

    /// <summary>Last name, then first name.</summary>
    Name,

    /// <summary>Pending first, newest first in each.</summary>
    State,

    /// <summary>Who was here last first; then those who never were.</summary>
    LastSeen,
}

/// <summary>Which invitations of a room to show, and in what order.</summary>
/// <param name="Session">Those for this session; see <paramref name="EverySession"/>.</param>
/// <param name="EverySession">Those for every session of the room.</param>
/// <param name="MailFailed">Those whose last mail failed.</param>
/// <param name="NotCome">Those by which nobody has come in yet.</param>
/// <param name="Query">Part of an address or a name.</param>
public sealed record RegisterQuery(
    InvitationState? State = null, Role? Type = null, SessionId? Session = null, bool EverySession = false, bool MailFailed = false, bool NotCome = false,
    string? Query = null, RegisterSort Sort = RegisterSort.Issued)
{
    /// <summary>The whole register in its usual order.</summary>
    public bool IsEverything => this with { Sort = RegisterSort.Issued, Query = string.IsNullOrWhiteSpace(Query) ? null : Query } == new RegisterQuery();

    /// <summary>Reads the words of an address (<c>state</c>, <c>type</c>, <c>session</c>, <c>mail</c>, <c>came</c>, <c>query</c>, <c>sort</c>); what is wrong is told.</summary>
    public static Outcome<RegisterQuery> Read(IQueryCollection asked)
    {
        var errors = new FieldErrors();
        errors.Require(InvitationWords.TryState(asked["state"], out var state), "state", "Choose pending, accepted, expired, revoked or void.");
        var type = Word<Role>(asked["type"], "type", "Choose viewer, moderator or speaker.", errors);
        var sort = Word<RegisterSort>(asked["sort"], "sort", "Choose issued, name, state or lastSeen.", errors);
        var (session, mail, came) = (asked["session"].ToString(), asked["mail"].ToString(), asked["came"].ToString());
        var every = session == InvitationRequest.EverySession;
        SessionId? one = SessionId.TryParse(session, null, out var id) ? id : null;
        errors.Require(every || one is not null || session.Length == 0, "session", "Give the id of a session, or every.");
        errors.Require(mail is "" or "failed", "mail", "Choose failed, or leave it out.");
        errors.Require(came is "" or "false", "came", "Choose false, or leave it out.");
        if (errors.Problem is { } problem) return problem;
        var part = asked["query"].ToString().Trim();
        return new RegisterQuery(state, type, one, every, mail.Length > 0, came.Length > 0, part.Length == 0 ? null : part, sort ?? RegisterSort.Issued);
    }

    /// <summary>The words of an address that ask for this, in the order of <see cref="Read"/>.</summary>
    public string Words(RegisterSort? sort = null)
    {
        var words = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["state"] = Camel(State?.ToString()),
            ["type"] = Camel(Type?.ToString()),
            ["session"] = EverySession ? InvitationRequest.EverySession : Session?.ToString(),
            ["mail"] = MailFailed ? "failed" : null,
            ["came"] = NotCome ? "false" : null,
            ["query"] = Query,
            ["sort"] = (sort ?? Sort) is RegisterSort.Issued ? null : Camel((sort ?? Sort).ToString()),
        };
        return QueryString.Create(words.Where(word => word.Value is not null)).ToString();
    }

    private static string? Camel(string? name) => name is null ? null : char.ToLowerInvariant(name[0]) + name[1..];

    private static T? Word<T>(string? text, string field, string sentence, FieldErrors errors) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) && char.IsAsciiLetter(text[0])) return word;
        errors.Add(field, sentence);
        return null;
    }
}

/// <summary>Where a page of the register ended; as text it is opaque.</summary>
/// <param name="Segment">Of the order: its state, or whether they were ever seen.</param>
/// <param name="Seen">When they were last seen, where the order goes by it.</param>
public readonly record struct RegisterCursor(int Segment, InvitationId Id, DateTimeOffset? Seen)
{
    public static RegisterCursor Of(RegisterRow row, RegisterSort sort) => sort switch
    {
        RegisterSort.State => new((int)row.State, row.Id, null),
        RegisterSort.LastSeen => new(row.LastSeenAt is null ? 1 : 0, row.Id, row.LastSeenAt),
        RegisterSort.Issued or RegisterSort.Name => new(0, row.Id, null),
    };

    /// <summary>Null for what is no cursor: then the first page is meant.</summary>
    public static RegisterCursor? Read(string? text)
    {
        if (text?.Split('.') is not [var segment, var id, .. var rest] || rest.Length > 1) return null;
        if (!int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !InvitationId.TryParse(id, null, out var after)) return null;
        if (rest is not [var seen]) return new(number, after, null);
        return long.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_800_000
            ? new(number, after, DateTimeOffset.FromUnixTimeMilliseconds(at))
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Segment}.{Id}{(Seen is { } at ? $".{at.ToUnixTimeMilliseconds()}" : "")}");
}
