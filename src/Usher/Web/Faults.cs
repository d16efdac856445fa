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
            ExceptionHandler = context => Refusals.Write(context, ProblemOf(context.Features.Get<IExceptionHandlerFeature>()?.Error)),
            // A request that could not be read is its sender's business, and the sentence of a reader can hold what was sent.
            SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException or OperationCanceledException,
            AllowStatusCode404Response = true,
        });
        app.UseStatusCodePages(context => Refusals.Write(context.HttpContext, Refusals.ForStatus(context.HttpContext.Response.StatusCode)));
    }

    private static Problem ProblemOf(Exception? fault) => fault switch
    {
        BadHttpRequestException { InnerException: JsonException { Path: { Length: > 0 } path } } => CommonProblems.Malformed with
        {
            Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [path.TrimStart('$', '.')] = "This could not be read." },
        },
        BadHttpRequestException bad => Refusals.ForStatus(bad.StatusCode),
        _ => CommonProblems.Unexpected,
    };
}
