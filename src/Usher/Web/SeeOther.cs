namespace Usher.Web;

/// <summary>303: what was posted is not posted again when the next page is reloaded.</summary>
/// <param name="path">Of this site.</param>
internal sealed class SeeOther(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
