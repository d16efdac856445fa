namespace Usher;

/// <summary>
/// A refusal that somebody will read: a stable code, an HTTP status and one human sentence. Pages, the API (RFC 9457) and the hub
/// all answer with these. Each is a public static field of a <c>…Problems</c> class; together they are the catalogue of
/// <c>docs/problems.md</c>.
/// </summary>
/// <param name="Code">Such as <c>invitation.expired</c>; it never changes.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Sentence">What to tell the person, in English: also the key of its translations.</param>
public sealed record Problem(string Code, int Status, string Sentence)
{
    /// <summary>For <c>422</c>: what is wrong with each field, by its name in the API.</summary>
    public IReadOnlyDictionary<string, string>? Errors { get; init; }

    /// <summary>For <c>429</c>: how long to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The id of the thing that stands in the way, where naming it helps: the invitation that exists already.</summary>
    public string? About { get; init; }

    public Problem After(TimeSpan wait) => this with { RetryAfter = wait };

    /// <summary>Every problem there is, ordered by code.</summary>
    public static IReadOnlyList<Problem> Catalogue { get; } =
    [
        .. typeof(Problem).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Problems", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields())
            .Where(field => field.FieldType == typeof(Problem))
            .Select(field => (Problem)field.GetValue(null)!)
            .OrderBy(problem => problem.Code, StringComparer.Ordinal),
    ];
}

/// <summary>What an act came to: its value, or the problem that kept it from happening. Losing a race is a result, not an exception.</summary>
public readonly record struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Problem? problem) => (this.value, Problem) = (value, problem);

    public Problem? Problem { get; }

    public T Value => Problem is null ? value! : throw new InvalidOperationException(Problem.Code);

    public TOut Match<TOut>(Func<T, TOut> done, Func<Problem, TOut> refused) => Problem is null ? done(value!) : refused(Problem);

#pragma warning disable CA2225 // the conversions are the point: a use case returns either, plainly
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);
#pragma warning restore CA2225
}

/// <summary>An act that has nothing to give back but that it happened.</summary>
public readonly record struct Done;

/// <summary>Gathers what is wrong with the fields of one request, so that all of it is told at once.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> errors = [];

    /// <summary>The first complaint about a field stands.</summary>
    public void Add(string field, string sentence) => errors.TryAdd(field, sentence);

    public void Require(bool fine, string field, string sentence)
    {
        if (!fine) Add(field, sentence);
    }

    public Problem? Problem => errors.Count == 0 ? null : CommonProblems.Fields with { Errors = errors };
}

/// <summary>Refusals that belong to no capability.</summary>
public static class CommonProblems
{
    public static readonly Problem Fields = new("request.fields", 422, "Some fields need another look.");
    public static readonly Problem Malformed = new("request.malformed", 400, "This request could not be read.");
    public static readonly Problem NotFound = new("not-found", 404, "There is nothing here.");
    public static readonly Problem SignInNeeded = new("sign-in.needed", 401, "Sign in to go on.");
    public static readonly Problem Forbidden = new("forbidden", 403, "You may not do this.");
    public static readonly Problem ForeignOrigin = new("request.foreign-origin", 403, "This request did not come from this site.");
    public static readonly Problem MethodNotAllowed = new("request.method", 405, "This cannot be done here.");
    public static readonly Problem NotAcceptable = new("request.not-acceptable", 406, "There is no answer in the form asked for.");
    public static readonly Problem TooSlow = new("request.too-slow", 408, "This request took too long to arrive.");
    public static readonly Problem UnsupportedType = new("request.media-type", 415, "This kind of content is not taken here.");
    public static readonly Problem Busy = new("busy", 503, "We cannot do this just now. Please try again in a moment.");
    public static readonly Problem Stale = new("request.stale", 412, "Somebody changed this in the meantime. Load it again.");
    public static readonly Problem TooLarge = new("request.too-large", 413, "That is more than fits.");
    public static readonly Problem TooMany = new("request.too-many", 429, "Too many requests. Wait a moment.");
    public static readonly Problem TooManyStreams = new("request.too-many-streams", 429, "Too many pages are waiting from your network. This one will look again by itself.");
    public static readonly Problem Unexpected = new("unexpected", 500, "Something went wrong on our side. Nothing was changed; please try again.");
    public static readonly Problem KeyReused = new("idempotency.key-reused", 422, "This Idempotency-Key was used for another request.");
    public static readonly Problem KeyInUse = new("idempotency.in-progress", 409, "A request with this Idempotency-Key is under way.");
}
