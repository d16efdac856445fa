using Usher.Courses;

namespace Usher.Lti;

/// <summary>What the form of a registration holds: filled from one, or as an admin sent it.</summary>
public sealed record RegistrationForm(
    string Name = "", string Issuer = "", string ClientId = "", string KeysetUrl = "", string TokenUrl = "", string TokenAudience = "", string AuthorizationUrl = "",
    string Deployments = "", bool AnyDeployment = false, bool TrustsAddresses = false, string FrameOrigins = "", bool Disabled = false)
{
    public RoleMapping Roles { get; init; } = new();

    public RegistrationDetails Details => new(
        Name, Issuer, ClientId, KeysetUrl, TokenUrl, TokenAudience, AuthorizationUrl, Lines(Deployments), AnyDeployment, TrustsAddresses,
        [.. Lines(FrameOrigins).Select(origin => origin.TrimEnd('/'))], Roles, Disabled);

    public static RegistrationForm Of(RegistrationView one) => new(
        one.Name, one.Issuer, one.ClientId, one.KeysetUrl, one.TokenUrl, one.TokenAudience ?? "", one.AuthorizationUrl, string.Join('\n', one.Deployments),
        one.AnyDeployment, one.TrustsAddresses, string.Join('\n', one.FrameOrigins), one.DisabledAt is not null)
    { Roles = one.Roles };

    public static RegistrationForm From(IFormCollection sent) => new(
        Text(sent, "name"), Text(sent, "issuer"), Text(sent, "clientId"), Text(sent, "keysetUrl"), Text(sent, "tokenUrl"), Text(sent, "tokenAudience"),
        Text(sent, "authorizationUrl"), Text(sent, "deployments"), sent.ContainsKey("anyDeployment"), sent.ContainsKey("trustsAddresses"),
        Text(sent, "frameOrigins"), sent.ContainsKey("disabled"))
    {
        Roles = new(
            Role(sent, "administrator"), Role(sent, "contentDeveloper"), Role(sent, "instructor"), Role(sent, "teachingAssistant"), Role(sent, "learner"), Role(sent, "mentor")),
    };

    private static string Text(IFormCollection sent, string name) => sent[name].ToString().Trim();

    // Something that is no role is refused by the check, not made one for them.
    private static CourseRole Role(IFormCollection sent, string name) => Enum.TryParse<CourseRole>(sent[name], out var role) ? role : (CourseRole)(-1);

    private static string[] Lines(string text) => text.Split(['\n', '\r', ' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
