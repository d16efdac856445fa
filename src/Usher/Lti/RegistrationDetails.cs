using Usher.Courses;

namespace Usher.Lti;

/// <summary>What is known of a learning platform. When changing one, what is left out stays.</summary>
/// <param name="Name">For people.</param>
/// <param name="Issuer">As its tokens name it, letter for letter.</param>
/// <param name="KeysetUrl">Of its public keys.</param>
/// <param name="TokenUrl">Where tokens for its services are had.</param>
/// <param name="TokenAudience">The OAuth 2 audience, where the platform has one that is not the token URL; empty for none.</param>
/// <param name="AuthorizationUrl">Its OpenID Connect login.</param>
/// <param name="Deployments">The ids of the deployments that launches are taken from.</param>
/// <param name="AnyDeployment">Whether launches are taken from every deployment.</param>
/// <param name="TrustsAddresses">Whether the email addresses it tells are believed: they then lead to accounts of this site.</param>
/// <param name="FrameOrigins">Origins, such as <c>https://school.example</c>, that may show this site in a frame beside the issuer's own.</param>
/// <param name="Roles">What the roles of its courses are in their rooms.</param>
/// <param name="Disabled">Nobody comes in by a registration that is turned off.</param>
public sealed record RegistrationDetails(
    string? Name = null, string? Issuer = null, string? ClientId = null, string? KeysetUrl = null, string? TokenUrl = null, string? TokenAudience = null,
    string? AuthorizationUrl = null, IReadOnlyList<string>? Deployments = null, bool? AnyDeployment = null, bool? TrustsAddresses = null,
    IReadOnlyList<string>? FrameOrigins = null, RoleMapping? Roles = null, bool? Disabled = null)
{
    private const int MostDeployments = 500;
    private const int MostOrigins = 10;

    /// <param name="whole">Whether it is a new one, of which everything must be said.</param>
    public Problem? Check(PlatformCalls calls, bool whole)
    {
        var errors = new FieldErrors();
        Text(errors, Name, "name", LtiRegistration.NameLength, whole, "Give it a name, of at most 100 characters.");
        Text(errors, Issuer, "issuer", LtiRegistration.AddressLength, whole, "The issuer is needed, as the platform shows it.");
        Text(errors, ClientId, "clientId", LtiRegistration.ClientIdLength, whole, "The client id is needed.");
        Address(errors, calls, KeysetUrl, "keysetUrl", whole);
        Address(errors, calls, TokenUrl, "tokenUrl", whole);
        Address(errors, calls, AuthorizationUrl, "authorizationUrl", whole);
        errors.Require(TokenAudience is null || (TokenAudience.Length <= LtiRegistration.AddressLength && !TokenAudience.Any(char.IsControl)), "tokenAudience", "This is too long.");
        errors.Require(Deployments is null || (Deployments.Count <= MostDeployments && Deployments.All(IsDeployment)), "deployments", "A deployment id has 1 to 255 characters, and there are at most 500.");
        errors.Require(FrameOrigins is null || (FrameOrigins.Count <= MostOrigins && FrameOrigins.All(origin => IsOrigin(origin, calls))), "frameOrigins", "At most ten, each as https://school.example, without a path.");
        errors.Require(Roles is null || new[] { Roles.Administrator, Roles.ContentDeveloper, Roles.Instructor, Roles.TeachingAssistant, Roles.Learner, Roles.Mentor }.All(Enum.IsDefined), "roles", "Choose what each role is.");
        return errors.Problem;
    }

    private static void Text(FieldErrors errors, string? value, string field, int most, bool needed, string sentence) =>
        errors.Require(value is null ? !needed : value.Trim().Length > 0 && value.Length <= most && !value.Any(char.IsControl), field, sentence);

    private static void Address(FieldErrors errors, PlatformCalls calls, string? value, string field, bool needed) =>
        errors.Require(value is null ? !needed : value.Length <= LtiRegistration.AddressLength && calls.MayCall(value), field, "This must be a public address that starts with https.");

    private static bool IsDeployment(string id) => id.Length is > 0 and <= 255 && !id.Any(char.IsControl);

    private static bool IsOrigin(string origin, PlatformCalls calls) => calls.MayCall(origin) && LtiRegistration.OriginOf(origin) == origin;
}

/// <summary>A registered learning platform, as admins see it.</summary>
public sealed record RegistrationView(
    LtiRegistrationId Id, string Name, string Issuer, string ClientId, string KeysetUrl, string TokenUrl, string? TokenAudience, string AuthorizationUrl,
    IReadOnlyList<string> Deployments, bool AnyDeployment, bool TrustsAddresses, IReadOnlyList<string> FrameOrigins, RoleMapping Roles,
    DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, int Version)
{
    internal static RegistrationView Of(LtiRegistration one) => new(
        one.Id, one.Name, one.Issuer, one.ClientId, one.KeysetUrl, one.TokenUrl, one.TokenAudience, one.AuthorizationUrl,
        [.. one.Deployments.Select(deployment => deployment.DeploymentId).Order(StringComparer.Ordinal)], one.AnyDeployment, one.TrustsAddresses,
        one.MoreFrameOrigins.Split(' ', StringSplitOptions.RemoveEmptyEntries), one.Roles, one.CreatedAt, one.DisabledAt, one.Version);
}
