using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Webhooks;

/// <summary>Who wants to be told of what, kept at hand: every write asks. A change is known at once here, and within two seconds on other nodes.</summary>
public sealed class WebhookSubscriptions(IDbContextFactory<UsherDb> databases, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private volatile Reading? last;

    /// <summary>The webhooks that are on, by the type of event that they want.</summary>
    public async ValueTask<ILookup<string, WebhookId>> ByType(CancellationToken cancel = default)
    {
        if (last is { } reading && time.GetUtcNow() - reading.At < Fresh) return reading.ByType;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var on = await db.Webhooks.AsNoTracking().Where(webhook => webhook.DisabledAt == null).Select(webhook => new { webhook.Id, webhook.Types }).ToListAsync(cancel);
        var byType = on.SelectMany(webhook => webhook.Types.Split(' ').Select(type => (Type: type, webhook.Id))).ToLookup(one => one.Type, one => one.Id, StringComparer.Ordinal);
        last = new(time.GetUtcNow(), byType);
        return byType;
    }

    /// <summary>Call after a commit that changed them.</summary>
    public void Forget() => last = null;

    private sealed record Reading(DateTimeOffset At, ILookup<string, WebhookId> ByType);
}
