using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>"Several people" as it was filled in.</summary>
public sealed record BulkForm
{
    /// <summary>The list, pasted or out of a file.</summary>
    public string Text { get; init; } = "";

    /// <summary>For rows that name no type.</summary>
    public Role Role { get; init; } = Role.Viewer;

    /// <summary>A session's id, or <see cref="InvitationRequest.EverySession"/>.</summary>
    public string Session { get; init; } = "";

    public bool SendEmail { get; init; }

    /// <summary>Under which name the page asks how far it is.</summary>
    public string Watched { get; init; } = "";

    public static async Task<BulkForm> From(IFormCollection sent, CancellationToken cancel)
    {
        var file = sent.Files.GetFile("file");
        using var reader = file is { Length: > 0 and <= BulkList.LongestText } ? new StreamReader(file.OpenReadStream()) : null;
        return new BulkForm
        {
            Text = reader is null ? sent["text"].ToString().ReplaceLineEndings("\n") : await reader.ReadToEndAsync(cancel),
            Role = Enum.TryParse<Role>(sent["role"], out var role) && Enum.IsDefined(role) ? role : Role.Viewer,
            Session = sent["session"].ToString(),
            SendEmail = sent.ContainsKey("sendEmail"),
            Watched = sent["watched"].ToString(),
        };
    }

    /// <summary>The rows of the list, each as a request with its line.</summary>
    public IReadOnlyList<(int Row, InvitationRequest Request)> Requests() =>
    [
        .. BulkList.Read(Text).Select(entry => (entry.Line, new InvitationRequest(
            entry.Email, entry.FirstName, entry.LastName, entry.Role ?? Role, Session, SendEmail))),
    ];
}
