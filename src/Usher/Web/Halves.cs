namespace Usher.Web;

/// <summary>The two halves of the site. Each capability maps its routes into one of them or both.</summary>
public static class Halves
{
    public const string ApiBase = "/api/v1";

    /// <summary>The HTTP API.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app) => app.MapGroup(ApiBase)
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status429TooManyRequests);

    /// <summary>Pages, and the forms on them.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder app) => app.MapGroup("")
        .ExcludeFromDescription()
        // OwnOrigin has looked at the token of every form before any endpoint is reached.
        .DisableAntiforgery();
}
