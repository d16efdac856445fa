using Microsoft.AspNetCore.Http.Metadata;

namespace Usher.Web;

/// <summary>The two halves of the site. Each capability maps its routes into one of them or both.</summary>
public static class Halves
{
    public const string ApiBase = "/api/v1";

    /// <summary>The HTTP API.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app) => app.MapGroup(ApiBase).WithoutGuesses()
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status429TooManyRequests);

    /// <summary>Pages, and the forms on them.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder app) => app.MapGroup("").WithoutGuesses()
        .ExcludeFromDescription()
        // OwnOrigin has looked at the token of every form before any endpoint is reached.
        .DisableAntiforgery();

    // Of a service among a handler's parameters the generator of endpoints guesses that it is sent as JSON, of no type. Nothing here is.
    private static RouteGroupBuilder WithoutGuesses(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            foreach (var guess in endpoint.Metadata.OfType<IAcceptsMetadata>().Where(one => one.RequestType is null && one.ContentTypes is ["application/json"]).ToList())
                endpoint.Metadata.Remove(guess);
        });
        return group;
    }
}
