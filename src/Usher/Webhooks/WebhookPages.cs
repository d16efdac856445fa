using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Webhooks;

/// <summary>The pages on which an admin looks after webhooks.</summary>
internal static class WebhookPages
{
    public const string Path = "/admin/webhooks";
    private const int PageLength = 50;

    public static void MapWebhookPages(this IEndpointRouteBuilder pages)
    {
        var webhooks = pages.MapGroup(Path).RequireAdmin();
        webhooks.MapGet("", List);
        webhooks.MapGet("/new", () => Form(null, new WebhookForm()));
        webhooks.MapPost("/new", Create);
        webhooks.MapGet("/{webhook}", Show);
        webhooks.MapGet("/{webhook}/edit", Edit);
        webhooks.MapPost("/{webhook}/edit", Change);
        webhooks.MapPost("/{webhook}/secret", NewSecret);
        webhooks.MapPost("/{webhook}/test", Test);
        webhooks.MapPost("/{webhook}/replay", ReplayFailed);
        webhooks.MapPost("/{webhook}/deliveries/{delivery}/replay", Replay);
        webhooks.MapGet("/{webhook}/delete", Ask);
        webhooks.MapPost("/{webhook}/delete", Delete);
    }

    private static async Task<IResult> List(UsherDb db, TimeProvider time) => Page.Of<WebhooksPage>(new { Webhooks = await db.WebhooksAsSeen(time.Now()) });

    private static IResult Form(WebhookView? webhook, WebhookForm form, Problem? problem = null) =>
        Page.Of<WebhookFormPage>(new { Webhook = webhook, Form = form, Problem = problem }, problem?.Status ?? 200);

    private static async Task<IResult> Create(HttpContext context, ChangeWebhook change, UsherDb db)
    {
        var (by, form) = (context.Actor(), WebhookForm.From(await context.Request.ReadFormAsync(context.RequestAborted)));
        var outcome = await change.Create(form.Wish(), by);
        return outcome.Problem is { } problem ? Form(null, form, problem) : await One(outcome.Value.Webhook.Id, context, db, by.At, outcome.Value.Secret);
    }

    private static Task<IResult> Show(WebhookId webhook, HttpContext context, UsherDb db, TimeProvider time) => One(webhook, context, db, time.Now());

    /// <param name="secret">Shown in the answer to the POST that made it, and never again.</param>
    private static async Task<IResult> One(WebhookId id, HttpContext context, UsherDb db, DateTimeOffset now, string? secret = null)
    {
        if (await db.WebhookAsSeen(id, now) is not { } webhook) return WebhookProblems.Unknown.ToPage();
        DeliveryState? state = Enum.TryParse<DeliveryState>(context.Request.Query["state"], ignoreCase: true, out var wanted) && Enum.IsDefined(wanted) ? wanted : null;
        WebhookDeliveryId? before = WebhookDeliveryId.TryParse(context.Request.Query["cursor"], null, out var cursor) ? cursor : null;
        var rows = await db.DeliveriesOf(id, state, before, PageLength + 1);
        return Page.Of<WebhookPage>(new
        {
            Webhook = webhook,
            Secret = secret,
            State = state,
            Deliveries = rows.Take(PageLength).ToList(),
            Next = rows.Count > PageLength ? rows[PageLength - 1].Id : (WebhookDeliveryId?)null,
        });
    }

    private static async Task<IResult> Edit(WebhookId webhook, UsherDb db, TimeProvider time) =>
        await db.WebhookAsSeen(webhook, time.Now()) is { } view ? Form(view, WebhookForm.Of(view)) : WebhookProblems.Unknown.ToPage();

    private static async Task<IResult> Change(WebhookId webhook, HttpContext context, ChangeWebhook change, UsherDb db)
    {
        var (by, form) = (context.Actor(), WebhookForm.From(await context.Request.ReadFormAsync(context.RequestAborted)));
        var outcome = await change.Change(webhook, form.Wish(), form.Version, by);
        if (outcome.Problem is not { } problem) return TypedResults.LocalRedirect($"{Path}/{webhook}");
        return await db.WebhookAsSeen(webhook, by.At) is { } view ? Form(view, form, problem) : problem.ToPage();
    }

    private static async Task<IResult> NewSecret(WebhookId webhook, HttpContext context, ChangeWebhook change, UsherDb db)
    {
        var by = context.Actor();
        var outcome = await change.NewSecret(webhook, by);
        return outcome.Problem is { } problem ? problem.ToPage() : await One(webhook, context, db, by.At, outcome.Value);
    }

    private static async Task<IResult> Test(WebhookId webhook, HttpContext context, ReplayDelivery replay) => To(webhook, (await replay.Test(webhook, context.Actor())).Problem);

    private static async Task<IResult> ReplayFailed(WebhookId webhook, HttpContext context, ReplayDelivery replay)
    {
        var by = context.Actor();
        return To(webhook, (await replay.ReplayFailed(webhook, by.At - WebhookRules.Kept, by)).Problem);
    }

    private static async Task<IResult> Replay(WebhookId webhook, WebhookDeliveryId delivery, HttpContext context, ReplayDelivery replay) =>
        To(webhook, (await replay.Replay(webhook, delivery, context.Actor())).Problem);

    private static async Task<IResult> Ask(WebhookId webhook, UsherDb db, TimeProvider time) =>
        await db.WebhookAsSeen(webhook, time.Now()) is { } view ? Page.Of<DeleteWebhookPage>(new { Webhook = view }) : WebhookProblems.Unknown.ToPage();

    private static async Task<IResult> Delete(WebhookId webhook, HttpContext context, ChangeWebhook change) =>
        (await change.Delete(webhook, context.Actor())).Problem is { } problem ? problem.ToPage() : TypedResults.LocalRedirect(Path);

    private static IResult To(WebhookId webhook, Problem? problem) => problem is null ? TypedResults.LocalRedirect($"{Path}/{webhook}") : problem.ToPage();
}

/// <summary>What the form holds.</summary>
public sealed record WebhookForm
{
    public string Name { get; init; } = "";
    public string Url { get; init; } = "";
    public IReadOnlyList<string> Types { get; init; } = WebhookTypes.All;
    public bool Enabled { get; init; } = true;
    public int? Version { get; init; }

    public static WebhookForm Of(WebhookView view) => new() { Name = view.Name, Url = view.Url, Types = view.Types, Enabled = view.Enabled, Version = view.Version };

    public static WebhookForm From(IFormCollection sent) => new()
    {
        Name = sent["name"].ToString(),
        Url = sent["url"].ToString(),
        Types = [.. sent["types"].OfType<string>()],
        Enabled = sent["enabled"] == "on",
        Version = int.TryParse(sent["version"], System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : null,
    };

    public WebhookWish Wish() => new(Name, Url, Types, Enabled);
}
