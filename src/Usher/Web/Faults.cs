using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Usher.Web;

/// <summary>What somebody gets to see when a request failed or led nowhere: kind words and a code, never a stack.</summary>
internal static class Faults
{
    public static void UseFaultPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Refusals.Write(context, ProblemOf(context.Features.Get<IExceptionHandlerFeature>())),
            // A request that could not be read is its sender's business, and the sentence of a reader can hold what was sent.
            SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException or OperationCanceledException,
            AllowStatusCode404Response = true,
        });
        app.UseStatusCodePages(context => Refusals.Write(context.HttpContext, Refusals.ForStatus(context.HttpContext.Response.StatusCode)));
    }

    private static Problem ProblemOf(IExceptionHandlerFeature? failed) => failed?.Error switch
    {
        BadHttpRequestException { InnerException: JsonException { Path: ['$', '.', .. var path] } } => CommonProblems.Malformed with
        {
            Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [path] = "This could not be read." },
        },
        BadHttpRequestException bad when IsAboutPath(bad, failed.RouteValues) => CommonProblems.NotFound,
        BadHttpRequestException bad => Refusals.ForStatus(bad.StatusCode),
        _ => CommonProblems.Unexpected,
    };

    // An id in the path that is none names nothing that there is. The framework's sentence ends with what it could not read.
    private static bool IsAboutPath(BadHttpRequestException bad, RouteValueDictionary? path) =>
        path is not null && path.Values.OfType<string>().Any(part => bad.Message.EndsWith($"from \"{part}\".", StringComparison.Ordinal));
}
