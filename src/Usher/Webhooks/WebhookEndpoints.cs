using Microsoft.AspNetCore.Http.HttpResults;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Webhooks;

/// <summary>A webhook that has just been made.</summary>
/// <param name="Secret">The key that signs what it is sent (Standard Webhooks). It is in this answer only.</param>
public sealed record NewWebhookAnswer(WebhookView Webhook, string Secret);

/// <summary>A key to check signatures with, in place of the one before it.</summary>
/// <param name="Secret">The new key, in this answer only; the one before it signs too for a day.</param>
public sealed record NewSecretAnswer(string Secret);

/// <summary>Which deliveries are to be sent again.</summary>
/// <param name="Since">Replay what failed from this instant on.</param>
public sealed record ReplayRequest(DateTimeOffset Since);

/// <summary>How much is sent again.</summary>
/// <param name="Count">How many deliveries are sent again.</param>
public sealed record ReplayAnswer(int Count);

/// <summary>Webhooks over the API, for the site's admins.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhookApi(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/admin/webhooks").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        webhooks.MapGet("", List).WithSummary("All webhooks, oldest first.");
        webhooks.MapPost("", Create).Refuses(409, 422).WithSummary("Makes a webhook. Its secret is in this answer only.");
        var one = webhooks.MapGroup("/{webhook}").Refuses(404);
        one.MapGet("", Show).WithSummary("One webhook.");
        one.MapPatch("", Change).Refuses(412, 422).WithSummary("Changes a webhook, or turns it on and off.");
        one.MapDelete("", Delete).WithSummary("Deletes a webhook, and its delivery log.");
        one.MapPost("/secret", NewSecret).WithSummary("Makes a new secret; the one before it signs too for a day.");
        one.MapPost("/test", Test).WithSummary("Sends an event of the type webhook.test.");
        one.MapPost("/replay", ReplayFailed).WithSummary("Sends again all that failed since an instant.");
        one.MapGet("/deliveries", Deliveries).Refuses(422).WithSummary("The delivery log, newest first.");
        one.MapPost("/deliveries/{delivery}/replay", Replay).WithSummary("Sends one delivery again.");
    }

    private static async Task<Ok<List<WebhookView>>> List(UsherDb db, TimeProvider time) => TypedResults.Ok(await db.WebhooksAsSeen(time.Now()));

    private static async Task<Results<Created<NewWebhookAnswer>, Refused>> Create(WebhookWish wish, HttpContext context, ChangeWebhook change, UsherDb db)
    {
        var by = context.Actor();
        var outcome = await change.Create(wish, by);
        if (outcome.Problem is { } problem) return problem.ToResult();
        var (webhook, secret) = outcome.Value;
        return TypedResults.Created($"{Halves.ApiBase}/admin/webhooks/{webhook.Id}", new NewWebhookAnswer((await db.WebhookAsSeen(webhook.Id, by.At))!, secret));
    }

    private static async Task<Results<Ok<WebhookView>, Refused>> Show(WebhookId webhook, HttpContext context, UsherDb db, TimeProvider time)
    {
        if (await db.WebhookAsSeen(webhook, time.Now()) is not { } view) return WebhookProblems.Unknown.ToResult();
        context.Response.SetETag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<Results<Ok<WebhookView>, Refused>> Change(WebhookId webhook, WebhookWish wish, HttpContext context, ChangeWebhook change, UsherDb db, TimeProvider time)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        return (await change.Change(webhook, wish, version, context.Actor())).Problem is { } problem ? problem.ToResult() : await Show(webhook, context, db, time);
    }

    private static async Task<Results<NoContent, Refused>> Delete(WebhookId webhook, HttpContext context, ChangeWebhook change) =>
        (await change.Delete(webhook, context.Actor())).Problem is { } problem ? problem.ToResult() : TypedResults.NoContent();

    private static async Task<Results<Ok<NewSecretAnswer>, Refused>> NewSecret(WebhookId webhook, HttpContext context, ChangeWebhook change)
    {
        var outcome = await change.NewSecret(webhook, context.Actor());
        return outcome.Problem is { } problem ? problem.ToResult() : TypedResults.Ok(new NewSecretAnswer(outcome.Value));
    }

    private static async Task<Results<NoContent, Refused>> Test(WebhookId webhook, HttpContext context, ReplayDelivery replay) =>
        (await replay.Test(webhook, context.Actor())).Problem is { } problem ? problem.ToResult() : TypedResults.NoContent();

    private static async Task<Results<Ok<ReplayAnswer>, Refused>> ReplayFailed(WebhookId webhook, ReplayRequest request, HttpContext context, ReplayDelivery replay)
    {
        var outcome = await replay.ReplayFailed(webhook, request.Since, context.Actor());
        return outcome.Problem is { } problem ? problem.ToResult() : TypedResults.Ok(new ReplayAnswer(outcome.Value));
    }

    private static async Task<Results<Ok<IReadOnlyList<DeliveryView>>, Refused>> Deliveries(
        WebhookId webhook, string? state, [AsParameters] PageOfList page, HttpContext context, UsherDb db, TimeProvider time)
    {
        if (await db.WebhookAsSeen(webhook, time.Now()) is null) return WebhookProblems.Unknown.ToResult();
        DeliveryState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<DeliveryState>(state, ignoreCase: true, out var known) || !Enum.IsDefined(known) || !char.IsAsciiLetter(state[0])) return UnknownState().ToResult();
            wanted = known;
        }
        WebhookDeliveryId? before = WebhookDeliveryId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        return page.Answer(context, await db.DeliveriesOf(webhook, wanted, before, page.Size + 1), delivery => delivery.Id.ToString());
    }

    private static async Task<Results<NoContent, Refused>> Replay(WebhookId webhook, WebhookDeliveryId delivery, HttpContext context, ReplayDelivery replay) =>
        (await replay.Replay(webhook, delivery, context.Actor())).Problem is { } problem ? problem.ToResult() : TypedResults.NoContent();

    private static Problem UnknownState()
    {
        var errors = new FieldErrors();
        errors.Add("state", "Choose waiting, delivered or failed.");
        return errors.Problem!;
    }
}
