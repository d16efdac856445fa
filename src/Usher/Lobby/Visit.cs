using Usher.Accounts;
using Usher.Invitations;

namespace Usher.Lobby;

/// <summary>What a request tells of the one who makes it, apart from what they type.</summary>
internal static class Visit
{
    /// <summary>The address key of the account they are signed in with.</summary>
    public static string? SignedInKey(this HttpContext context) =>
        context.SignedIn() is { } account ? EmailAddress.Parse(account.Email)?.Key : null;
}
