using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Usher.Data;
using Usher.Invitations;
using Usher.Live;

namespace Usher.Webhooks;

/// <summary>
/// Adds to every unit of work the deliveries that follow from it: whoever writes a line of an invitation's history, or an event of a
/// live session, need not know that webhooks exist, and none of them can forget to tell.
/// </summary>
internal sealed class NoteEvents(WebhookSubscriptions subscriptions) : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not UsherDb db) return result;
        var happened = db.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added).Select(entry => Told(entry.Entity)).OfType<Happening>().ToList();
        if (happened.Count == 0) return result;
        var wanted = await subscriptions.ByType(cancellationToken);
        foreach (var happening in happened) db.Tell(happening, wanted[happening.Type]);
        return result;
    }

    private static Happening? Told(object row) => row switch
    {
        HistoryLine line when WebhookTypes.Of(line.What) is { } type => new(type, line.InvitationId.ToString(), line.At, line.Detail),
        LoggedEvent logged => Told(logged),
        _ => null,
    };

    // By the event's type first: most are messages, which nobody is told of.
    private static Happening? Told(LoggedEvent logged)
    {
        using var json = JsonDocument.Parse(logged.Event);
        return json.RootElement.GetProperty("type").GetString() switch
        {
            "entered" => Of(logged, WebhookTypes.ParticipantJoined, json.RootElement.GetProperty("participant").GetProperty("id").GetString()!),
            "left" or "removed" => Of(logged, WebhookTypes.ParticipantLeft, json.RootElement.GetProperty("participant").GetString()!),
            _ => null,
        };
    }

    private static Happening Of(LoggedEvent logged, string type, string participant) => new(type, participant, logged.At, "");
}

/// <summary>Something that webhooks may want to be told of.</summary>
/// <param name="Subject">The id, as text, of what it is about.</param>
internal sealed record Happening(string Type, string Subject, DateTimeOffset At, string Detail);

internal static class Telling
{
    /// <summary>Adds a delivery for each of these webhooks to the caller's unit of work.</summary>
    public static void Tell(this UsherDb db, Happening happening, IEnumerable<WebhookId> webhooks)
    {
        foreach (var webhook in webhooks)
        {
            db.Add(new WebhookDelivery
            {
                Id = WebhookDeliveryId.New(happening.At),
                WebhookId = webhook,
                Type = happening.Type,
                Subject = happening.Subject,
                Detail = happening.Detail,
                HappenedAt = happening.At,
                NextTryAt = happening.At,
                TriedSince = happening.At,
            });
        }
    }
}
