using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Usher.Web;

namespace Usher.Api;

/// <summary>The OpenAPI document: made from the endpoints themselves, completed with what all of them have in common.</summary>
internal static class ApiDescription
{
    public const string Version = "v1";
    public const string Bearer = "personalToken";
    public const string Cookie = "cookie";

    private const string About =
        """
        Everything that the pages do. JSON in camelCase, read strictly: a field that is not known is refused. Times are RFC 3339, answered in
        UTC; ids are opaque strings. Errors are problem details (RFC 9457) with a `code` that never changes: see [the list](/problems).
        Lists take `limit` and `cursor`, and their `Link` header leads on. Unsafe calls take an `Idempotency-Key`: sent again with the same
        key within 24 hours, a call that succeeded is not made twice, and is answered as it was.
        """;

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Version, options =>
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            Complete(document, context.ApplicationServices.GetRequiredService<PublicAddress>());
            return Task.CompletedTask;
        });
        options.CreateSchemaReferenceId = DescribeSchema.NameOf;
        options.AddOperationTransformer(DescribeOperation.Describe);
        options.AddSchemaTransformer(DescribeSchema.Describe);
    });

    private static void Complete(OpenApiDocument document, PublicAddress address)
    {
        document.Info = new() { Title = "Usher", Version = Version, Description = About };
        document.Servers = [new() { Url = address.Origin }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "usher_pat_…",
                Description = "A personal token, made on the account page.",
            },
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "__Host-usher",
                Description = $"The cookie of a sign-in. Unsafe calls made with it also carry the antiforgery token of GET /me in {OwnOrigin.Header}.",
            },
        };
    }
}
