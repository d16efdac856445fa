namespace Usher.Web;

/// <summary>Tells a problem in the way that was asked for: problem details to programs, a page to people.</summary>
public static class Refusals
{
    public static bool IsApi(this HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>The problem as a whole page, for endpoints that serve pages.</summary>
    public static IResult ToPage(this Problem problem) => Page.Of<ErrorPage>(new { Problem = problem }, problem.Status);

    internal static Task Write(HttpContext context, Problem problem)
    {
        context.Response.SetRetryAfter(problem);
        return context.Request.IsApi() ? problem.ToResult().ExecuteAsync(context) : problem.ToPage().ExecuteAsync(context);
    }

    /// <summary>What a bare status of the framework's own means.</summary>
    internal static Problem ForStatus(int status) => status switch
    {
        400 => CommonProblems.Malformed,
        401 => CommonProblems.SignInNeeded,
        403 => CommonProblems.Forbidden,
        404 => CommonProblems.NotFound,
        405 => CommonProblems.MethodNotAllowed,
        406 => CommonProblems.NotAcceptable,
        408 => CommonProblems.TooSlow,
        411 or 413 or 414 or 431 => CommonProblems.TooLarge with { Status = status },
        415 => CommonProblems.UnsupportedType,
        422 => CommonProblems.Fields,
        429 => CommonProblems.TooMany,
        503 => CommonProblems.Busy,
        _ => CommonProblems.Unexpected with { Status = status },
    };
}
