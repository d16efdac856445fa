using System.Globalization;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>The dialog "Invite users" as it was filled in: shown again as it was when something in it needs another look.</summary>
public sealed record InviteForm
{
    public string Email { get; init; } = "";
    public string FirstName { get; init; } = "";
    public string LastName { get; init; } = "";
    public Role Role { get; init; } = Role.Viewer;

    /// <summary>A session's id, or <see cref="InvitationRequest.EverySession"/>.</summary>
    public string Session { get; init; } = "";

    public bool SendEmail { get; init; }

    /// <summary>Minutes from now; null for the site's policy.</summary>
    public int? ExpiresIn { get; init; }

    public int? MaxDevices { get; init; }
    public string Note { get; init; } = "";
    /// <summary>A BCP 47 tag.</summary>
    public string Language { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public static InviteForm From(IFormCollection sent) => new()
    {
        Email = sent["email"].ToString(),
        FirstName = sent["firstName"].ToString(),
        LastName = sent["lastName"].ToString(),
        Role = Enum.TryParse<Role>(sent["role"], out var role) ? role : Role.Guest,
        Session = sent["session"].ToString(),
        SendEmail = sent.ContainsKey("sendEmail"),
        ExpiresIn = Number(sent["expiresIn"]),
        MaxDevices = Number(sent["maxDevices"]),
        Note = sent["note"].ToString().ReplaceLineEndings("\n"),
        Language = sent["language"].ToString(),
        TimeZone = sent["timeZone"].ToString(),
    };

    public InvitationRequest Request(DateTimeOffset now) => new(
        Email, FirstName, LastName, Role, Session, SendEmail, ExpiresIn is { } minutes ? now.AddMinutes(minutes) : null, MaxDevices, Note, Language, TimeZone);

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
