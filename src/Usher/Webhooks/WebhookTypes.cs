using Usher.Invitations;

namespace Usher.Webhooks;

/// <summary>What webhooks can be told of.</summary>
public static class WebhookTypes
{
    public const string SessionOpened = "session.opened";
    public const string SessionEnded = "session.ended";
    public const string ParticipantJoined = "participant.joined";
    public const string ParticipantLeft = "participant.left";

    /// <summary>Sent on demand alone, to try a webhook out.</summary>
    public const string Test = "webhook.test";

    /// <summary>Each with what it means.</summary>
    public static IReadOnlyList<(string Type, string Words)> InWords { get; } =
    [
        ("invitation.issued", "Somebody was invited"),
        ("invitation.sent", "The relay has taken an invitation's mail"),
        ("invitation.failed", "An invitation's mail could not be delivered"),
        ("invitation.claimed", "An invitee came in on a new device"),
        ("invitation.refused", "Somebody was refused at an invitation's door"),
        ("invitation.revoked", "An invitation was withdrawn"),
        (SessionOpened, "A session opened to everyone"),
        (SessionEnded, "A session is over"),
        (ParticipantJoined, "Somebody came into a session"),
        (ParticipantLeft, "Somebody left a session, or was put out"),
    ];

    public static IReadOnlyList<string> All { get; } = [.. InWords.Select(type => type.Type)];

    /// <summary>What a line of an invitation's history is told as; null for what only the register shows.</summary>
    public static string? Of(HistoryWhat what) => what switch
    {
        HistoryWhat.Issued => "invitation.issued",
        HistoryWhat.Mailed => "invitation.sent",
        HistoryWhat.MailFailed => "invitation.failed",
        HistoryWhat.Admitted => "invitation.claimed",
        HistoryWhat.WrongAddress or HistoryWhat.OtherDeviceRefused => "invitation.refused",
        HistoryWhat.Revoked => "invitation.revoked",
        _ => null,
    };
}
