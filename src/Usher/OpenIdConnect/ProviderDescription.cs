using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Usher.Data;

namespace Usher.OpenIdConnect;

/// <summary>
/// What a provider says of itself, its keys among it: read when it is first needed, and kept for half a day. The library's own keeper
/// reads anew behind the back of whoever meets a new key, who would be turned away.
/// </summary>
internal sealed class ProviderDescription(string address, IDocumentRetriever documents, Func<OpenIdConnectConfiguration, bool> usable, TimeProvider time) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Kept kept = new(null, default, default);

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        kept is { Said: { } said } known && time.Now() - known.ReadAt < Fresh ? said : await Read(kept, cancel);

    /// <summary>Asked for by the framework when a key is unknown, which is <see cref="Tokens"/>'s business.</summary>
    public void RequestRefresh()
    {
    }

    public void Dispose() => reading.Dispose();

    /// <param name="usable">Whether what is said can be used.</param>
    /// <exception cref="IOException">It cannot be had, read or used.</exception>
    public static async Task<OpenIdConnectConfiguration> Fetch(string address, IDocumentRetriever documents, Func<OpenIdConnectConfiguration, bool> usable, CancellationToken cancel)
    {
        try
        {
            var said = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, cancel);
            return usable(said) ? said : throw new IOException("The provider's description of itself names addresses that cannot be used, or no keys.");
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or JsonException)
        {
            throw new IOException("The provider's description of itself, or its keys, cannot be read.", fault);
        }
    }

    /// <summary>For a token by a key that is not among those known: providers change keys.</summary>
    private async Task<OpenIdConnectConfiguration?> Newer()
    {
        var known = kept;
        var read = await Read(known, CancellationToken.None);
        return read == known.Said ? null : read;
    }

    /// <summary>
    /// Reads it anew, but not within a minute of the last try that came to nothing new: neither a provider's fault nor whoever sends
    /// tokens by unknown keys may make this site ask without end, and nobody waits in line for what does not answer.
    /// </summary>
    private async Task<OpenIdConnectConfiguration> Read(Kept known, CancellationToken cancel)
    {
        await reading.WaitAsync(cancel);
        try
        {
            // Somebody else has read it meanwhile.
            if (kept.ReadAt != known.ReadAt) return kept.Said!;
            if (time.Now() - kept.TriedAt < Pause) return kept.Said ?? throw new IOException("The provider did not answer a moment ago.");
            // The first time that it is read counts as no try: keys may change right after.
            var tried = kept.Said is null ? default : time.Now();
            try
            {
                kept = new(await Fetch(address, documents, usable, cancel), time.Now(), tried);
            }
            catch (Exception fault) when (ProviderClients.IsUnreachable(fault) && !cancel.IsCancellationRequested)
            {
                kept = kept with { TriedAt = time.Now() };
                // What was good this morning is better than nothing while the provider's address does not answer.
                if (kept.Said is null) throw;
            }
            return kept.Said!;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <param name="Said">Null until it was read once.</param>
    /// <param name="TriedAt">The last try after the first that was answered.</param>
    private sealed record Kept(OpenIdConnectConfiguration? Said, DateTimeOffset ReadAt, DateTimeOffset TriedAt);

    /// <summary>
    /// Checks ID tokens. The framework would take one without a signature, since it comes straight from the provider (OpenID Connect Core
    /// §3.1.3.7); here its signature is checked all the same.
    /// </summary>
    public sealed class Tokens(ProviderDescription description) : JsonWebTokenHandler
    {
        public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            validationParameters.RequireSignedTokens = true;
            // A token need not say its key where there is but one (OpenID Connect Core §10.1).
            validationParameters.TryAllIssuerSigningKeys = CanReadToken(token) && string.IsNullOrEmpty(ReadJsonWebToken(token).Kid);
            var verdict = await base.ValidateTokenAsync(token, validationParameters);
            if (verdict.Exception is not SecurityTokenSignatureKeyNotFoundException || await description.Newer() is not { } newer) return verdict;
            validationParameters.IssuerSigningKeys = newer.SigningKeys;
            return await base.ValidateTokenAsync(token, validationParameters);
        }
    }
}
