using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.EmailTemplates;

/// <summary>The pages on which an admin words the site's mails.</summary>
internal static class TemplatePages
{
    public const string Path = "/admin/email-templates";

    public static void MapTemplatePages(this IEndpointRouteBuilder pages)
    {
        var templates = pages.MapGroup(Path).RequireAdmin();
        templates.MapGet("", List);
        templates.MapPost("/new", Create);
        templates.MapPost("/choose", Choose);
        templates.MapGet("/{template}", Edit);
        templates.MapPost("/{template}", Save).Large();
        templates.MapPost("/{template}/preview", Preview).Large();
        templates.MapPost("/{template}/test", Test).Large();
        templates.MapPost("/{template}/languages", ChangeLanguages);
        templates.MapGet("/{template}/versions", Versions);
        templates.MapGet("/{template}/versions/{version:int}", ShowVersion);
        templates.MapPost("/{template}/versions/{version:int}/restore", Restore);
        templates.MapPost("/{template}/delete", Delete);
    }

    private static void Large(this RouteHandlerBuilder route) => route.WithMetadata(new RequestSizeLimitAttribute(TemplateEndpoints.LargestTemplate));

    private static Task<IResult> List(UsherDb db, IEnumerable<TemplateKind> kinds, SiteSettings settings) => ShowList(db, kinds, settings);

    private static async Task<IResult> ShowList(UsherDb db, IEnumerable<TemplateKind> kinds, SiteSettings settings, string name = "", string from = "", Problem? problem = null)
    {
        var site = await settings.Invitations();
        return Page.Of<TemplatesPage>(
            new
            {
                Templates = await db.TemplatesOf(kinds, site),
                NoneChosen = site.InviteEmailTemplate is null,
                ChoiceFixed = settings.Fixed("invitations").Contains("inviteEmailTemplate"),
                Name = name,
                From = from,
                Problem = problem,
            },
            problem?.Status ?? 200);
    }

    /// <summary>A new template begins as a copy of one that is there.</summary>
    private static async Task<IResult> Create(HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, SaveTemplate save, SiteSettings settings)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        if (await db.TemplateOf(sent["from"].ToString(), kinds) is not { } from) return EmailTemplateProblems.Unknown.ToPage();
        var made = await save.Create(from.Kind, sent["name"].ToString(), from.Content, context.Actor());
        return made.Problem is { } problem
            ? await ShowList(db, kinds, settings, sent["name"].ToString(), from.Id, problem)
            : TypedResults.LocalRedirect($"{Path}/{made.Value}");
    }

    private static async Task<IResult> Choose(HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, SiteSettings settings)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var chosen = sent["template"].ToString();
        if (chosen.Length > 0 && await db.TemplateOf(chosen, kinds) is null) return EmailTemplateProblems.Unknown.ToPage();
        var by = context.Actor();
        var changed = await settings.Change("invitations", new JsonObject { ["inviteEmailTemplate"] = chosen.Length == 0 ? null : chosen }, by.Id.ToString(), by.From);
        return changed.Problem is { } problem ? problem.ToPage() : TypedResults.LocalRedirect(Path);
    }

    private static async Task<IResult> Edit(string template, string? language, string? saved, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds) =>
        await db.TemplateOf(template, kinds) is { } view
            ? await Editor(view, TemplateForm.Of(view, language), context, db, kinds, saved: saved is not null)
            : EmailTemplateProblems.Unknown.ToPage();

    private static async Task<IResult> Save(string template, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, SaveTemplate save)
    {
        if (TemplateEndpoints.Own(template, out var id) is { } refused) return refused.ToPage();
        var form = TemplateForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var outcome = await save.Change(id, form.Name, content => content.With(form.Text), form.Version, context.Actor());
        if (outcome.Problem is not { } problem) return TypedResults.LocalRedirect($"{Path}/{template}?language={Uri.EscapeDataString(form.Text.Language)}&saved=1");
        if (await db.TemplateOf(template, kinds) is not { } view) return EmailTemplateProblems.Unknown.ToPage();
        // Shown again with the version that is there now: whoever then saves does so knowing.
        if (problem.Code == CommonProblems.Stale.Code) form = form with { Version = view.Version };
        return await Editor(view, form, context, db, kinds, problem.ForPage(form.Text.Language));
    }

    private static async Task<IResult> Test(string template, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, TryTemplate tries)
    {
        if (await db.TemplateOf(template, kinds) is not { } view) return EmailTemplateProblems.Unknown.ToPage();
        var form = TemplateForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var outcome = await tries.Send(db, view.Kind, form.Text, form.Subject, context.Actor(), context.RequestAborted);
        return await Editor(view, form, context, db, kinds, outcome.Problem?.ForPage(form.Text.Language), outcome.Problem is null ? outcome.Value : null);
    }

    private static async Task<IResult> Editor(
        TemplateView view, TemplateForm form, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, Problem? problem = null, RelayAnswer? answer = null, bool saved = false)
    {
        var kind = kinds.First(one => one.Name == view.Kind);
        context.AllowOwnFrames();
        return Page.Of<TemplatePage>(
            new
            {
                View = view,
                Form = form,
                kind.Tokens,
                Subjects = await kind.Newest(db, context.RequestAborted),
                context.Actor().Account.Email,
                Problem = problem,
                Answer = answer,
                Saved = saved,
            },
            problem?.Status ?? 200);
    }

    /// <summary>The mail alone, for the frame beside the editor.</summary>
    private static async Task<IResult> Preview(
        string template, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, TryTemplate tries, IStringLocalizer<Words> words)
    {
        if (await db.TemplateOf(template, kinds) is not { } view) return EmailTemplateProblems.Unknown.ToPage();
        var form = TemplateForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var outcome = await tries.Preview(db, view.Kind, form.Text, form.Subject, context.RequestAborted);
        context.Response.Headers.ContentSecurityPolicy = MailboxEndpoints.MailPolicy;
        var html = outcome.Match(
            mail => form.Part == "html" && mail.Html is { } body ? MailboxEndpoints.InFrame(body) : PreviewWords.Plain(mail.Message.Subject ?? "", mail.Text ?? ""),
            problem => PreviewWords.Faulty(problem, words));
        return TypedResults.Text(html, "text/html", Encoding.UTF8);
    }

    private static async Task<IResult> ChangeLanguages(string template, HttpContext context, UsherDb db, IEnumerable<TemplateKind> kinds, SaveTemplate save)
    {
        if (TemplateEndpoints.Own(template, out var id) is { } refused) return refused.ToPage();
        if (await db.TemplateOf(template, kinds) is not { } view) return EmailTemplateProblems.Unknown.ToPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var (act, tag) = (sent["act"].ToString(), sent["language"].ToString().Trim());
        var outcome = await save.Change(id, null, content => act switch
        {
            "add" when content.Texts.Any(text => text.Language.Equals(tag, StringComparison.OrdinalIgnoreCase)) => content,
            "add" => content.With(content.In(TemplateKind.Language(content.Fallback)) with { Language = tag }),
            "remove" => content.Without(tag),
            "fallback" => content with { Fallback = tag },
            _ => content,
        }, view.Version, context.Actor());
        return outcome.Problem is { } problem
            ? await Editor(view, TemplateForm.Of(view, null), context, db, kinds, problem with { Errors = new Dictionary<string, string> { ["languages"] = problem.Errors?.Values.FirstOrDefault() ?? problem.Sentence } })
            : TypedResults.LocalRedirect(act == "remove" ? $"{Path}/{template}" : $"{Path}/{template}?language={Uri.EscapeDataString(tag)}");
    }

    private static async Task<IResult> Versions(string template, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        if (TemplateEndpoints.Own(template, out var id) is { } refused) return refused.ToPage();
        return await db.TemplateOf(template, kinds) is { } view
            ? Page.Of<TemplateVersionsPage>(new { View = view, Versions = await db.VersionsOf(id) })
            : EmailTemplateProblems.Unknown.ToPage();
    }

    private static async Task<IResult> ShowVersion(string template, int version, UsherDb db, IEnumerable<TemplateKind> kinds)
    {
        var (now, then) = (await db.TemplateOf(template, kinds), await db.TemplateOf(template, kinds, version));
        return now is null || then is null ? EmailTemplateProblems.Unknown.ToPage() : Page.Of<TemplateVersionPage>(new { View = then, Current = now.Version });
    }

    private static async Task<IResult> Restore(string template, int version, HttpContext context, SaveTemplate save)
    {
        if (TemplateEndpoints.Own(template, out var id) is { } refused) return refused.ToPage();
        return (await save.Restore(id, version, null, context.Actor())).Match(_ => TypedResults.LocalRedirect($"{Path}/{template}?saved=1"), problem => problem.ToPage());
    }

    private static async Task<IResult> Delete(string template, HttpContext context, SaveTemplate save, SiteSettings settings)
    {
        if (TemplateEndpoints.Own(template, out var id) is { } refused) return refused.ToPage();
        if ((await settings.Invitations()).InviteEmailTemplate == template) return EmailTemplateProblems.InUse.ToPage();
        return (await save.Delete(id, null, context.Actor())).Match(_ => TypedResults.LocalRedirect(Path), problem => problem.ToPage());
    }
}

/// <summary>What the preview's frame shows where there is no HTML to show.</summary>
internal static class PreviewWords
{
    private const string Look = "body{margin:0;padding:24px;font:15px/1.55 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;color:CanvasText;background:Canvas;color-scheme:light dark}";

    public static string Plain(string subject, string text) => Document($"<b>{Encoded(subject)}</b>\n\n{Encoded(text)}");

    public static string Faulty(Problem problem, IStringLocalizer<Words> words) =>
        Document(Encoded(string.Join("\n\n", problem.Errors?.Values.Select(error => words[error].Value) ?? [words[problem.Sentence]])));

    private static string Document(string body) => $"<!doctype html><html><head><meta charset=\"utf-8\"><style>{Look}</style></head><body dir=\"auto\">{body}</body></html>";

    private static string Encoded(string text) => System.Net.WebUtility.HtmlEncode(text);
}
