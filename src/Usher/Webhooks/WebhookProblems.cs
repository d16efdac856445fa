namespace Usher.Webhooks;

/// <summary>Refusals about webhooks, to the site's admins.</summary>
public static class WebhookProblems
{
    public static readonly Problem Unknown = new("webhook.unknown", 404, "There is no such webhook, or it is off.");
    public static readonly Problem UnknownDelivery = new("webhook.unknown-delivery", 404, "There is no such delivery.");
    public static readonly Problem TooMany = new("webhook.too-many", 409, "This site has as many webhooks as it can. Delete one first.");
}
