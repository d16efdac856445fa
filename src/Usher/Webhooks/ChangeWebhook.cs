using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Webhooks;

/// <summary>What an admin says of a webhook. In a change, what is left out stays.</summary>
/// <param name="Name">To know it by, up to 100 characters.</param>
/// <param name="Url">Where it is reached: https, and on the public internet.</param>
/// <param name="Types">The types of events that it wants.</param>
/// <param name="Enabled">Whether it is told anything; what happens while it is off is not told later.</param>
public sealed record WebhookWish(string? Name = null, string? Url = null, IReadOnlyList<string>? Types = null, bool? Enabled = null);

/// <summary>Makes, changes and deletes webhooks.</summary>
public sealed class ChangeWebhook(WriteDoor door, WebhookSignature signature, WebhookSubscriptions subscriptions, OutsideCalls outside)
{
    /// <returns>The webhook, and its secret: shown here and never again.</returns>
    public async Task<Outcome<(Webhook Webhook, string Secret)>> Create(WebhookWish wish, Actor by)
    {
        if (ErrorsOf(wish, whole: true) is { } problem) return problem;
        var (shown, stored) = signature.NewSecret();
        var made = await door.Write<Outcome<(Webhook, string)>>(async db =>
        {
            if (await db.Webhooks.CountAsync() >= WebhookRules.Most) return WebhookProblems.TooMany;
            var webhook = new Webhook
            {
                Id = WebhookId.New(by.At),
                Name = wish.Name!.Trim(),
                Url = wish.Url!.Trim(),
                Types = Kept(wish.Types!),
                Secret = stored,
                CreatedAt = by.At,
                DisabledAt = wish.Enabled is false ? by.At : null,
            };
            db.Add(webhook);
            db.Add(by.Did("webhook.created", webhook.Id, new Uri(webhook.Url).Host));
            return (webhook, shown);
        });
        subscriptions.Forget();
        return made;
    }

    /// <param name="version">The version that the admin saw; null to change it whatever it is.</param>
    public async Task<Outcome<Done>> Change(WebhookId id, WebhookWish wish, int? version, Actor by)
    {
        if (ErrorsOf(wish, whole: false) is { } problem) return problem;
        var changed = await door.Write<Outcome<Done>>(async db =>
        {
            if (await db.Webhooks.SingleOrDefaultAsync(one => one.Id == id) is not { } webhook) return WebhookProblems.Unknown;
            if (version is { } seen && webhook.Version != seen) return CommonProblems.Stale;
            var types = wish.Types is { } wanted ? Kept(wanted) : webhook.Types;
            var disabledAt = wish.Enabled is { } on ? on ? null : webhook.DisabledAt ?? by.At : webhook.DisabledAt;
            var (name, url, was) = (wish.Name?.Trim() ?? webhook.Name, wish.Url?.Trim() ?? webhook.Url, webhook.Version);
            var touched = await db.Webhooks.Where(one => one.Id == id && one.Version == was).ExecuteUpdateAsync(set => set
                .SetProperty(one => one.Name, name).SetProperty(one => one.Url, url).SetProperty(one => one.Types, types)
                .SetProperty(one => one.DisabledAt, disabledAt).SetProperty(one => one.Version, was + 1));
            if (touched == 0) return CommonProblems.Stale;
            db.Add(by.Did("webhook.changed", id, disabledAt is null ? new Uri(url).Host : "off"));
            return new Done();
        });
        subscriptions.Forget();
        return changed;
    }

    /// <summary>A new key. The one before it signs too for a day, so that the receiver can change over.</summary>
    public async Task<Outcome<string>> NewSecret(WebhookId id, Actor by)
    {
        var (shown, stored) = signature.NewSecret();
        return await door.Write<Outcome<string>>(async db =>
        {
            var touched = await db.Webhooks.Where(one => one.Id == id).ExecuteUpdateAsync(set => set
                .SetProperty(one => one.FormerSecret, one => one.Secret).SetProperty(one => one.FormerUntil, by.At + WebhookRules.FormerSigns)
                .SetProperty(one => one.Secret, stored).SetProperty(one => one.Version, one => one.Version + 1));
            if (touched == 0) return WebhookProblems.Unknown;
            db.Add(by.Did("webhook.secret-replaced", id));
            return shown;
        });
    }

    /// <summary>Deletes it, and its delivery log.</summary>
    public async Task<Outcome<Done>> Delete(WebhookId id, Actor by)
    {
        var deleted = await door.Write<Outcome<Done>>(async db =>
        {
            await db.WebhookDeliveries.Where(delivery => delivery.WebhookId == id).ExecuteDeleteAsync();
            if (await db.Webhooks.Where(one => one.Id == id).ExecuteDeleteAsync() == 0) return WebhookProblems.Unknown;
            db.Add(by.Did("webhook.deleted", id));
            return new Done();
        });
        subscriptions.Forget();
        return deleted;
    }

    private Problem? ErrorsOf(WebhookWish wish, bool whole)
    {
        var errors = new FieldErrors();
        if (whole || wish.Name is not null)
            errors.Require(wish.Name?.Trim() is { Length: > 0 and <= Webhook.NameLength }, "name", "Give it a name of up to 100 characters, to know it by later.");
        if (whole || wish.Url is not null)
        {
            var url = wish.Url?.Trim();
            if (outside.Refuse(url) is { } refusal) errors.Add("url", refusal);
            errors.Require(url is { Length: <= Webhook.UrlLength }, "url", "The address is too long.");
        }
        if (whole || wish.Types is not null)
        {
            errors.Require(wish.Types is { Count: > 0 }, "types", "Choose at least one event.");
            errors.Require(wish.Types?.All(WebhookTypes.All.Contains) is not false, "types", "There is no such event.");
        }
        return errors.Problem;
    }

    private static string Kept(IReadOnlyList<string> types) => string.Join(' ', WebhookTypes.All.Where(types.Contains));
}
