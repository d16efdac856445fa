using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Usher.Accounts;

namespace Usher.Api;

/// <summary>Adds to each operation what its endpoint's own types do not say: who may call it, and how it refuses.</summary>
internal static class DescribeOperation
{
    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var call = context.Description;
        operation.OperationId ??= IdOf(call.HttpMethod!, call.RelativePath!);
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Query))
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        if (call.ActionDescriptor.EndpointMetadata.OfType<Access>().LastOrDefault() is { } access)
        {
            DescribeAccess(operation, access, context.Document!);
            if (call.HttpMethod is not "GET") DescribeIdempotency(operation, context.Document!);
        }
        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true) AddRefusals(operation, context.Document!, 404);
        var byStatus = (operation.Responses ?? []).OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses = [];
        foreach (var (status, response) in byStatus) operation.Responses.Add(status, response);
        return Task.CompletedTask;
    }

    private static void DescribeAccess(OpenApiOperation operation, Access access, OpenApiDocument document)
    {
        operation.Security = [.. SecurityOf(access, document)];
        if (access.Scope is { } scope) operation.Description = $"{operation.Description}\n\nScope of a personal token: `{scope}`.".Trim();
        AddRefusals(operation, document, 401, 403);
    }

    /// <summary>For unsafe calls of people with an account: see <see cref="Idempotency"/>.</summary>
    private static void DescribeIdempotency(OpenApiOperation operation, OpenApiDocument document)
    {
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = Idempotency.KeyHeader,
            In = ParameterLocation.Header,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdempotentCall.KeyLength },
            Description = "Any text that names this one act; the same call with the same key is not made twice.",
        });
        AddRefusals(operation, document, 409, 422);
    }

    private static IEnumerable<OpenApiSecurityRequirement> SecurityOf(Access access, OpenApiDocument document)
    {
        if (access.ByToken) yield return new() { [new(ApiDescription.Bearer, document)] = access.Scope is { } scope ? [scope] : [] };
        yield return new() { [new(ApiDescription.Cookie, document)] = [] };
    }

    private static void AddRefusals(OpenApiOperation operation, OpenApiDocument document, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            (operation.Responses ??= []).TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), document) },
                },
            });
        }
    }

    /// <summary><c>GET api/v1/rooms/{room}/people</c> is <c>getRoomsByRoomPeople</c>: unique, and stable while the path is.</summary>
    private static string IdOf(string method, string path)
    {
        var id = new StringBuilder(method.ToLowerInvariant());
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2))
        {
            var name = part.Trim('{', '}').Split(':')[0];
            if (part.StartsWith('{')) id.Append("By");
            foreach (var word in name.Split('-')) id.Append(char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
        }
        return id.ToString();
    }
}
