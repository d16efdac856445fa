using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.EmailTemplates;

/// <summary>A mail template as it is to be.</summary>
/// <param name="Name">Its name; required for a new one.</param>
/// <param name="Fallback">The language for those who read none of the template's; left out: the first.</param>
/// <param name="Texts">Every language that it is written in.</param>
/// <param name="Kind">The kind of mail: <c>invitation</c>.</param>
public sealed record TemplateRequest(string? Name, IReadOnlyList<TemplateText>? Texts, string? Fallback = null, string? Kind = null)
{
    internal TemplateContent Content => new(Fallback ?? (Texts is [var first, ..] ? first.Language : null) ?? "", [.. (Texts ?? []).Select(Whole)]);

    // What a program left out is empty.
    private static TemplateText Whole(TemplateText text) => new(text.Language ?? "", (text.Subject ?? "").Trim(), text.Html ?? "", text.Text ?? "");
}

/// <summary>How a template is to be tried.</summary>
/// <param name="Language">Which of the template's languages; left out: its fallback.</param>
/// <param name="Subject">The id of the invitation to write to; left out: somebody invented.</param>
public sealed record TemplateTrial(string? Language = null, string? Subject = null);

/// <summary>What a template came to, with a link in it that leads nowhere.</summary>
public sealed record TemplatePreview(string Subject, string? Html, string? Text);

/// <summary>What became of a trial mail.</summary>
/// <param name="Taken">Whether the relay took it.</param>
/// <param name="Words">The relay's, or ours if it was never reached.</param>
public sealed record TrialAnswer(bool Taken, string Words);

/// <summary>The mail templates over the API, for the site's admins.</summary>
internal static class TemplateEndpoints
{
    /// <summary>Forty languages of a long template, and not more.</summary>
    internal const long LargestTemplate = 8 * 1024 * 1024;

    public static void MapTemplateCalls(this IEndpointRouteBuilder api)
    {
        var templates = api.MapGroup("/admin/email-templates").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        templates.MapGet("", List).Produces<IEnumerable<TemplateSummary>>().WithSummary("The mail templates, the built-in one first.");
        templates.MapPost("", Create).Refuses(409, 422).Large().Produces<TemplateView>(201).WithSummary("Makes a template. One that does not parse, or drops the link, is refused.");
        templates.MapGet("/tokens", Tokens).Produces<IEnumerable<TemplateToken>>().WithSummary("What may stand in a template, and what it means.");

        var template = templates.MapGroup("/{template}").Refuses(404);
        template.MapGet("", Show).Produces<TemplateView>().WithSummary("A template (an id, or `built-in`) with all that it says.");
        template.MapPut("", Change).Refuses(409, 412, 422).Large().Produces<TemplateView>().WithSummary("Saves a template anew, as its next version.");
        template.MapDelete("", Delete).Refuses(409, 412).Produces(204).WithSummary("Deletes a template that invitations do not use.");
        template.MapGet("/versions", Versions).Produces<IEnumerable<TemplateVersionView>>().WithSummary("The versions it had, newest first.");
        template.MapGet("/versions/{version:int}", ShowVersion).Produces<TemplateView>().WithSummary("What it said in one of them.");
        template.MapPost("/versions/{version:int}/restore", Restore).Refuses(409, 412).Produces<TemplateView>().WithSummary("Brings a version back, as a new one.");
        template.MapPost("/preview", Preview).Refuses(422).Produces<TemplatePreview>().WithSummary("What it makes of an invitation, with a link that leads nowhere.");
        template.MapPost("/test", Test).Refuses(409, 422).Produces<TrialAnswer>().WithSummary("Sends it to your own address, and says what the relay answered.");
    }

    private static RouteHandlerBuilder Large(this RouteHandlerBuilder route) => route.WithMetadata(new RequestSizeLimitAttribute(LargestTemplate));

    private static async Task<IResult> List(UsherDb db, IEnumerable<TemplateKind> kinds, SiteSettings settings) =>
        TypedResults.Ok(await db.TemplatesOf(kinds, await settings.Invitations()));

    private static IResult Tokens(IEnumerable<TemplateKind> kinds) => TypedResults.Ok(kinds.First().Tokens);

    private static async Task<IResult> Create(TemplateRequest request, HttpContext context, SaveTemplate save, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        var made = await save.Create(request.Kind ?? kinds.First().Name, request.Name ?? "", request.Content, context.Actor());
        if (made.Problem is { } problem) return problem.ToResult();
        context.Response.Headers.Location = $"{Halves.ApiBase}/admin/email-templates/{made.Value}";
        return await Answer(made.Value.ToString(), null, context, db, kinds, StatusCodes.Status201Created);
    }

    private static Task<IResult> Show(string template, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds) => Answer(template, null, context, db, kinds);

    private static async Task<IResult> Change(string template, TemplateRequest request, HttpContext context, SaveTemplate save, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        if (Own(template, out var id) is { } problem) return problem.ToResult();
        var saved = await save.Change(id, request.Name, _ => request.Content, version, context.Actor());
        return saved.Problem?.ToResult() ?? await Answer(template, null, context, db, kinds);
    }

    private static async Task<IResult> Delete(string template, HttpContext context, SaveTemplate save, SiteSettings settings)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        if (Own(template, out var id) is { } problem) return problem.ToResult();
        if ((await settings.Invitations()).InviteEmailTemplate == template) return EmailTemplateProblems.InUse.ToResult();
        return (await save.Delete(id, version, context.Actor())).ToResult(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> Versions(string template, UsherDb db)
    {
        if (Own(template, out var id) is { } problem) return problem.ToResult();
        return await db.VersionsOf(id) is { Count: > 0 } versions ? TypedResults.Ok(versions) : EmailTemplateProblems.Unknown.ToResult();
    }

    private static Task<IResult> ShowVersion(string template, int version, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds) =>
        Answer(template, version, context, db, kinds);

    private static async Task<IResult> Restore(string template, int version, HttpContext context, SaveTemplate save, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        if (!context.Request.TryIfMatch(out var current)) return CommonProblems.Stale.ToResult();
        if (Own(template, out var id) is { } problem) return problem.ToResult();
        var restored = await save.Restore(id, version, current, context.Actor());
        return restored.Problem?.ToResult() ?? await Answer(template, null, context, db, kinds);
    }

    private static async Task<IResult> Preview(string template, TemplateTrial trial, HttpContext context, TryTemplate tries, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        if (await Text(template, trial, db, kinds) is not { } found) return EmailTemplateProblems.Unknown.ToResult();
        return (await tries.Preview(db, found.Kind, found.Text, trial.Subject, context.RequestAborted))
            .ToResult(mail => TypedResults.Ok(new TemplatePreview(mail.Message.Subject ?? "", mail.Html, mail.Text)));
    }

    private static async Task<IResult> Test(string template, TemplateTrial trial, HttpContext context, TryTemplate tries, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        if (await Text(template, trial, db, kinds) is not { } found) return EmailTemplateProblems.Unknown.ToResult();
        return (await tries.Send(db, found.Kind, found.Text, trial.Subject, context.Actor(), context.RequestAborted))
            .ToResult(answer => TypedResults.Ok(new TrialAnswer(answer is RelayAnswer.Taken, answer.Words)));
    }

    private static async Task<(string Kind, TemplateText Text)?> Text(string template, TemplateTrial trial, UsherDb db, IEnumerable<TemplateKind> kinds) =>
        await db.TemplateOf(template, kinds) is { } view ? (view.Kind, view.Content.In(TemplateKind.Language(trial.Language ?? view.Fallback))) : null;

    private static async Task<IResult> Answer(
        string template, int? version, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, int status = StatusCodes.Status200OK)
    {
        if (await db.TemplateOf(template, kinds, version) is not { } view) return EmailTemplateProblems.Unknown.ToResult();
        context.Response.SetETag(view.Version);
        return TypedResults.Json(view, statusCode: status);
    }

    /// <summary>A template that can be changed, by its id.</summary>
    internal static Problem? Own(string template, out EmailTemplateId id)
    {
        id = default;
        if (template == InvitationSettings.BuiltInTemplate) return EmailTemplateProblems.BuiltIn;
        return EmailTemplateId.TryParse(template, null, out id) ? null : EmailTemplateProblems.Unknown;
    }
}
