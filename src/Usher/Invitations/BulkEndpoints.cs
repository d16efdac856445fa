using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Usher.Accounts;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>Issuing many invitations over the API.</summary>
public static class BulkEndpoints
{
    public static void MapBulkCall(this IEndpointRouteBuilder api) =>
        api.MapPost("/rooms/{room}/invitations/bulk", Issue).WithTags("Invitations").RequireScope(Scopes.InvitationsWrite)
            .Accepts<BulkRequest>("application/json", "text/csv").Produces<BulkAnswer>().Refuses(403, 404, 413, 415, 422)
            .WithMetadata(new RequestSizeLimitAttribute(BulkList.LongestText))
            .WithSummary("Invites many, with a verdict for each row: JSON rows, or CSV (email, first name, last name, type). A bad row never stops a good one.");

    /// <param name="room">Where to.</param>
    /// <param name="session">For CSV: the id of a session, or <c>every</c>.</param>
    /// <param name="sendEmail">For CSV: mail each link.</param>
    /// <param name="role">For CSV: the type of rows that name none.</param>
    /// <param name="check">For CSV: only say what would become of each row.</param>
    private static async Task<IResult> Issue(
        RoomId room, string? session, bool? sendEmail, string? role, bool? check, HttpContext context, IssueBulk bulk, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json)
    {
        if (context.Request.HasJsonContentType())
        {
            if (await Read(context, json.Value.SerializerOptions) is not { } request) return CommonProblems.Malformed.ToResult();
            return (await bulk.Issue(room, [.. request.Rows.Select((row, place) => (place + 1, row))], context.Actor(), request.Check)).ToResult(TypedResults.Ok);
        }
        if (context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) is not true) return CommonProblems.UnsupportedType.ToResult();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var form = new BulkForm
        {
            Text = await reader.ReadToEndAsync(context.RequestAborted),
            Role = new BulkEntry(0, "", "", "", role).Role ?? Sessions.Role.Viewer,
            Session = session ?? "",
            SendEmail = sendEmail ?? false,
        };
        return (await bulk.Issue(room, form.Requests(), context.Actor(), check ?? false)).ToResult(TypedResults.Ok);
    }

    private static async Task<BulkRequest?> Read(HttpContext context, JsonSerializerOptions options)
    {
        try
        {
            var request = await context.Request.ReadFromJsonAsync<BulkRequest>(options, context.RequestAborted);
            return request?.Rows is null || request.Rows.Contains(null!) ? null : request;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
