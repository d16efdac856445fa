using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Usher.Data;

namespace Usher.Lti;

/// <summary>What the platform is given to hand back: sealed, so that nothing is stored for launches that never come.</summary>
/// <param name="Id">Names the cookie of this launch, so that several can begin in one browser at once.</param>
/// <param name="Nonce">What the platform's token must say.</param>
/// <param name="SecretHash">Of what only the browser in which the launch began can show.</param>
/// <param name="StorageTarget">The platform's frame that keeps that secret where cookies are not kept; null when it offers none.</param>
public sealed record LaunchState(LtiRegistrationId Registration, string Id, string Nonce, byte[] SecretHash, string? StorageTarget, DateTimeOffset At)
{
    public const string CookiePrefix = "__Host-usher-lti.";
    private const string FormerPrefix = "usher_";

    /// <summary>How long a launch may take, a sign-in at the platform included.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public string Cookie => CookiePrefix + Id;

    /// <summary>Under which the platform keeps the secret.</summary>
    public string StorageKey => FormerPrefix + Id;
}

/// <summary>Seals and opens states.</summary>
internal sealed class LaunchStates(IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector sealing = protection.CreateProtector("lti-state");

    /// <returns>The state, and the secret that its browser keeps.</returns>
    public (LaunchState State, string Secret) New(LtiRegistrationId registration, string? storageTarget)
    {
        var secret = Data.Secret.New();
        var id = Data.Secret.New()[..12];
        return (new(registration, id, Data.Secret.New(), Data.Secret.Hash(secret), storageTarget, time.Now()), secret);
    }

    public string Seal(LaunchState state) => WebEncoders.Base64UrlEncode(sealing.Protect(JsonSerializer.SerializeToUtf8Bytes(state)));

    /// <returns>Null for what was not sealed here, or too long ago.</returns>
    public LaunchState? Open(string? text)
    {
        if (text is not { Length: > 0 and < 4000 }) return null;
        try
        {
            var state = JsonSerializer.Deserialize<LaunchState>(sealing.Unprotect(WebEncoders.Base64UrlDecode(text)));
            return state is not null && time.Now() - state.At is var age && age >= TimeSpan.Zero && age <= LaunchState.Life ? state : null;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }
}
