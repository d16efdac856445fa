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
internal sealed class ProviderDescription(string address, IDocumentRetriever documents, TimeProvider time) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Kept? kept;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        kept is { } known && time.Now() - known.ReadAt < Fresh ? known.Said : await Read(kept, cancel);

    /// <summary>Asked for by the framework when a key is unknown, which is <see cref="Tokens"/>'s business.</summary>
    public void RequestRefresh()
    {
    }

    public void Dispose() => reading.Dispose();

    /// <exception cref="IOException">It cannot be had, or cannot be read.</exception>
    public static async Task<OpenIdConnectConfiguration> Fetch(string address, IDocumentRetriever documents, CancellationToken cancel)
    {
        try
        {
            return await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, cancel);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or JsonException)
        {
            throw new IOException("The provider's description of itself, or its keys, cannot be read.", fault);
        }
    }

    /// <summary>For a token by a key that is not among those known: providers change keys. Once a minute at most, for a provider's mistake is not to be ours.</summary>
    private async Task<OpenIdConnectConfiguration?> Newer() =>
        kept is not { } known || time.Now() - known.ReadAt < Pause && known.Again ? null : await Read(known, CancellationToken.None);

    private async Task<OpenIdConnectConfiguration> Read(Kept? known, CancellationToken cancel)
    {
        await reading.WaitAsync(cancel);
        try
        {
            // Somebody else has read it meanwhile.
            if (kept is { } now && now != known) return now.Said;
            var said = await Fetch(address, documents, cancel);
            kept = new(said, time.Now(), Again: known is not null);
            return said;
        }
        // What was good this morning is better than nothing while the provider's address does not answer.
        catch (Exception fault) when (known is not null && ProviderClients.IsUnreachable(fault))
        {
            return known.Said;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <param name="Again">Whether it was read before.</param>
    private sealed record Kept(OpenIdConnectConfiguration Said, DateTimeOffset ReadAt, bool Again);

    /// <summary>
    /// Checks ID tokens. The framework would take one without a signature, since it comes straight from the provider (OpenID Connect Core
    /// §3.1.3.7); here its signature is checked all the same.
    /// </summary>
    public sealed class Tokens(ProviderDescription description) : JsonWebTokenHandler
    {
        public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            validationParameters.RequireSignedTokens = true;
            validationParameters.TryAllIssuerSigningKeys = false;
            var verdict = await base.ValidateTokenAsync(token, validationParameters);
            if (verdict.Exception is not SecurityTokenSignatureKeyNotFoundException || await description.Newer() is not { } newer) return verdict;
            validationParameters.IssuerSigningKeys = newer.SigningKeys;
            return await base.ValidateTokenAsync(token, validationParameters);
        }
    }
}
