namespace Usher.Web;

/// <summary>
/// After a POST every redirect is a 303, whoever makes it (RFC 9110 §15.4.4): what was posted is not posted again, neither to where it
/// leads nor when that page is reloaded.
/// </summary>
internal static class SeeOther
{
    public static void UseSeeOther(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsPost(context.Request.Method)) context.Response.OnStarting(Lead, context.Response);
        return next(context);
    });

    private static Task Lead(object answer)
    {
        if (answer is HttpResponse { StatusCode: StatusCodes.Status302Found } found) found.StatusCode = StatusCodes.Status303SeeOther;
        return Task.CompletedTask;
    }
}
