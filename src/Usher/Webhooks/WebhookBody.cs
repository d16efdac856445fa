using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Webhooks;

/// <summary>What is sent: type and time of the event, and what it is about as it stands when it is first sent.</summary>
/// <param name="Timestamp">When it happened.</param>
public sealed record WebhookBody(string Type, DateTimeOffset Timestamp, WebhookData Data)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public override string ToString() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What an event is about.</summary>
/// <param name="Detail">What the event says beyond its type: the relay's words, a browser's name.</param>
public sealed record WebhookData(
    WebhookRoom? Room = null, WebhookSession? Session = null, WebhookInvitation? Invitation = null, WebhookParticipant? Participant = null, string? Detail = null);

/// <summary>The room of an event.</summary>
public sealed record WebhookRoom(RoomId Id, string Title);

/// <summary>The session of an event.</summary>
public sealed record WebhookSession(SessionId Id, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt);

/// <summary>The invitation that an event is about.</summary>
public sealed record WebhookInvitation(InvitationId Id, string Email, string FirstName, string LastName, Role Role);

/// <summary>The person in a session whom an event is about.</summary>
/// <param name="Invitation">The invitation that they came by; absent for others.</param>
public sealed record WebhookParticipant(ParticipantId Id, string Name, InvitationId? Invitation);

/// <summary>Reads what a delivery is about.</summary>
internal static class WriteWebhookBody
{
    public static async Task<WebhookBody> BodyOf(this UsherDb db, WebhookDelivery delivery, CancellationToken cancel)
    {
        var data = await db.DataOf(delivery, cancel);
        return new(delivery.Type, delivery.HappenedAt, data with { Detail = delivery.Detail.Length > 0 ? delivery.Detail : null });
    }

    private static Task<WebhookData> DataOf(this UsherDb db, WebhookDelivery delivery, CancellationToken cancel) => delivery.Type switch
    {
        WebhookTypes.SessionOpened or WebhookTypes.SessionEnded => db.OfSession(SessionId.Parse(delivery.Subject, null), cancel),
        WebhookTypes.ParticipantJoined or WebhookTypes.ParticipantLeft => db.OfParticipant(ParticipantId.Parse(delivery.Subject, null), cancel),
        WebhookTypes.Test => Task.FromResult(new WebhookData()),
        _ => db.OfInvitation(InvitationId.Parse(delivery.Subject, null), cancel),
    };

    private static async Task<WebhookData> OfSession(this UsherDb db, SessionId id, CancellationToken cancel) =>
        await db.Sessions.Where(one => one.Id == id)
            .Select(one => new WebhookData(new(one.RoomId, one.Room!.Title), new(one.Id, one.StartsAt, one.EndsAt), null, null, null)).SingleOrDefaultAsync(cancel) ?? new();

    private static async Task<WebhookData> OfParticipant(this UsherDb db, ParticipantId id, CancellationToken cancel) =>
        await db.Participants.Where(one => one.Id == id)
            .Select(one => new WebhookData(
                new(one.Session!.RoomId, one.Session.Room!.Title), new(one.SessionId, one.Session.StartsAt, one.Session.EndsAt), null,
                new(one.Id, one.FirstName + " " + one.LastName, one.InvitationId), null))
            .SingleOrDefaultAsync(cancel) ?? new();

    private static async Task<WebhookData> OfInvitation(this UsherDb db, InvitationId id, CancellationToken cancel)
    {
        var found = await db.Invitations.AsNoTracking().Include(one => one.Room).Include(one => one.Session).SingleOrDefaultAsync(one => one.Id == id, cancel);
        return found is null ? new() : new(
            new(found.RoomId, found.Room!.Title), found.Session is { } session ? new(session.Id, session.StartsAt, session.EndsAt) : null,
            new(found.Id, found.Email, found.FirstName, found.LastName, found.Role));
    }
}
