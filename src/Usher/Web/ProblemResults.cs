using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Usher.Web;

/// <summary>Problems and outcomes as the API answers them: RFC 9457 problem details with a <c>code</c>, and <c>errors</c> per field.</summary>
public static class ProblemResults
{
    public static Refused ToResult(this Problem problem) => new(problem);

    /// <summary>What was done, or why not.</summary>
    public static IResult ToResult<T>(this Outcome<T> outcome, Func<T, IResult> done) => outcome.Match(done, problem => problem.ToResult());

    public static ProblemDetails Details(this Problem problem)
    {
        var details = new ProblemDetails
        {
            Type = $"/problems#{problem.Code}",
            Title = problem.Sentence,
            Status = problem.Status,
            Extensions = { ["code"] = problem.Code },
        };
        if (problem.Errors is { } errors) details.Extensions["errors"] = errors;
        if (problem.About is { } about) details.Extensions["about"] = about;
        return details;
    }

    /// <summary>Seconds for the <c>Retry-After</c> header, rounded up.</summary>
    public static void SetRetryAfter(this HttpResponse response, Problem problem)
    {
        if (problem.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Says in the API's description which statuses an endpoint refuses with, beside those that every one has.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder route, params int[] statuses) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata([.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]))]);
}

/// <summary>A problem as an endpoint's answer.</summary>
public sealed class Refused(Problem problem) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => problem.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.SetRetryAfter(problem);
        httpContext.Response.StatusCode = problem.Status;
        return httpContext.Response.WriteAsJsonAsync(problem.Details(), options: null, "application/problem+json", httpContext.RequestAborted);
    }
}
