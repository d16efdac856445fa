using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Usher.Data;

namespace Usher.Api;

/// <summary>Says of types what their JSON looks like, where the framework cannot see it.</summary>
internal static class DescribeSchema
{
    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type.IsAssignableTo(typeof(IId))) DescribeId(schema);
        else if (type == typeof(DateTimeOffset)) schema.Type = Text(schema);
        else if (type.IsEnum) schema.Type = Text(schema);
        else if (type == typeof(ProblemDetails)) DescribeProblem(schema);
        else DescribeRequired(schema, context.JsonTypeInfo);
        return Task.CompletedTask;
    }

    /// <summary>Named types get a schema of their own; what is a word or anything at all is written where it stands.</summary>
    public static string? NameOf(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return plain.IsAssignableTo(typeof(IId)) || plain == typeof(JsonElement) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
    }

    // Written and read by a converter of ours, whose JSON the framework cannot see.
    private static JsonSchemaType Text(OpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;

    // What may be null may be left out, of requests and of answers.
    private static void DescribeRequired(OpenApiSchema schema, JsonTypeInfo type) =>
        schema.Required?.ExceptWith(type.Properties.Where(property => !property.IsRequired && property.AssociatedParameter is not null).Select(property => property.Name));

    private static void DescribeId(OpenApiSchema schema)
    {
        schema.Type = Text(schema);
        schema.Properties = null;
        schema.Required = null;
        schema.Pattern = "^[0-9a-hjkmnp-tv-z]{26}$";
        // The summary of the C# type says how ids are made, which is nobody's business here.
        schema.Description = null;
    }

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "Why something was refused (RFC 9457).";
        schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Where the code is described." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One sentence for people." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What programs go by; it never changes." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with each field, by its name.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        };
        schema.Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code" };
    }
}
