using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Usher.Data;

namespace Usher.Web;

/// <summary>What somebody gets to see when a request failed or led nowhere: kind words and a code, never a stack.</summary>
internal static class Faults
{
    public static void UseFaultPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Refusals.Write(context, ProblemOf(context.Features.Get<IExceptionHandlerFeature>()!)),
            // A request that could not be read is its sender's business, and the sentence of a reader can hold what was sent.
            SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException or OperationCanceledException,
            AllowStatusCode404Response = true,
        });
        app.UseStatusCodePages(context => Refusals.Write(context.HttpContext, Refusals.ForStatus(context.HttpContext.Response.StatusCode)));
    }

    private static Problem ProblemOf(IExceptionHandlerFeature failed) => failed.Error switch
    {
        BadHttpRequestException { InnerException: JsonException { Path: { Length: > 0 } path } } => CommonProblems.Malformed with
        {
            Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [path.TrimStart('$', '.')] = "This could not be read." },
        },
        BadHttpRequestException when LeadsNowhere(failed) => CommonProblems.NotFound,
        BadHttpRequestException bad => Refusals.ForStatus(bad.StatusCode),
        _ => CommonProblems.Unexpected,
    };

    /// <summary>An address with something in it that is no id leads where one with an unknown id does.</summary>
    private static bool LeadsNowhere(IExceptionHandlerFeature failed) =>
        failed.Endpoint?.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
            .Any(parameter => parameter.ParameterType.IsAssignableTo(typeof(IId))
                && failed.RouteValues?[parameter.Name!] is string text
                && !TypeDescriptor.GetConverter(parameter.ParameterType).IsValid(text)) is true;
}
