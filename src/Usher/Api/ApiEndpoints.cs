using Microsoft.AspNetCore.OpenApi;
using Usher.Web;

namespace Usher.Api;

/// <summary>The API's description, for programs and for people.</summary>
internal static class ApiEndpoints
{
    public static void MapApiDescription(this IEndpointRouteBuilder pages)
    {
        var open = pages.MapGroup("").AllowAnonymous();
        open.MapOpenApi();
        open.MapGet("/reference", async ([FromKeyedServices(ApiDescription.Version)] IOpenApiDocumentProvider description, CancellationToken cancel) =>
            Page.Of<ReferencePage>(new { Document = await description.GetOpenApiDocumentAsync(cancel) }));
        open.MapGet("/problems", () => Page.Of<ProblemsPage>());
    }
}
