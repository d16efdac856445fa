using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Usher.Data;
using Usher.Web;

namespace Usher.OpenIdConnect;

/// <summary>
/// This site as the client of its providers: the framework's handler of OpenID Connect, by the authorization code flow with PKCE, with
/// one set of options for each provider. Providers come and go while the site runs, so they are no schemes of its start.
/// </summary>
public sealed class ProviderClients : IDisposable
{
    /// <summary>How long somebody may take to sign in at their provider.</summary>
    public static readonly TimeSpan SignInWithin = TimeSpan.FromMinutes(15);

    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(120);

    // Signatures by the provider's private key. One by the client secret would need that secret to be a key, and few are long enough.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];

    private readonly ConcurrentDictionary<OpenIdProviderId, Client> clients = [];
    private readonly OutsideCalls calls;
    private readonly TimeProvider time;
    private readonly IDataProtectionProvider protection;
    private readonly IDataProtector sealing;
    private readonly ILoggerFactory logs;
    private readonly HttpClient http;

    public ProviderClients(OutsideCalls calls, IDataProtectionProvider protection, TimeProvider time, ILoggerFactory logs)
    {
        (this.calls, this.protection, this.time, this.logs) = (calls, protection, time, logs);
        sealing = protection.CreateProtector("open-id-client-secret");
        http = new(calls.NewHandler()) { Timeout = Longest, MaxResponseContentBufferSize = LargestAnswer };
    }

    public byte[]? Seal(string? secret) => secret is { Length: > 0 } ? sealing.Protect(Encoding.UTF8.GetBytes(secret)) : null;

    /// <summary>Reads what a provider says of itself, from where it will be read at every sign-in.</summary>
    /// <returns>What is wrong with it, in a sentence; null when people can sign in there.</returns>
    public async Task<string?> WhatIsWrongWith(string issuer, CancellationToken cancel)
    {
        if (calls.Refuse(issuer) is not null) return "This must be a public address that starts with https.";
        try
        {
            var said = await ProviderDescription.Fetch(DescriptionOf(issuer), Documents(), Usable, cancel);
            if (said.Issuer != issuer) return "The provider writes its issuer otherwise. Copy it letter for letter, also a slash at its end.";
            return null;
        }
        catch (Exception fault) when (IsUnreachable(fault) && !cancel.IsCancellationRequested)
        {
            return Unreadable;
        }
    }

    /// <summary>Whether it means that a provider, or what it names, could not be read: not that it said something wrong.</summary>
    internal static bool IsUnreachable(Exception? fault) => fault is IOException or HttpRequestException or TaskCanceledException;

    /// <summary>The framework's handler for one request by one provider.</summary>
    internal async Task<OpenIdConnectHandler> Handler(OpenIdProvider provider, HttpContext context)
    {
        var client = clients.AddOrUpdate(provider.Id, _ => Make(provider), (_, known) => known.Version == provider.Version ? known : Make(provider));
        var handler = new OpenIdConnectHandler(new OneOf(client.Options), logs, HtmlEncoder.Default, UrlEncoder.Default);
        await handler.InitializeAsync(new AuthenticationScheme(provider.Id.ToString(), null, typeof(OpenIdConnectHandler)), context);
        return handler;
    }

    /// <summary>Nothing of it is kept any more, its secret least of all.</summary>
    internal void Forget(OpenIdProviderId provider) => clients.TryRemove(provider, out _);

    public void Dispose() => http.Dispose();

    private const string Unreadable = "The provider's description below this address could not be read, or names addresses that cannot be used.";

    private static string DescriptionOf(string issuer) => issuer.TrimEnd('/') + "/.well-known/openid-configuration";

    // Printable ASCII alone, for browsers are sent there by a header.
    private bool Usable(string? url) => calls.Refuse(url) is null && url!.All(c => c is > ' ' and <= '~');

    /// <summary>Whether what a provider says of itself leads nowhere that this site, or a browser with what it holds, may not go.</summary>
    private bool Usable(OpenIdConnectConfiguration said) =>
        Usable(said.AuthorizationEndpoint) && Usable(said.TokenEndpoint) && said.SigningKeys.Count > 0
        && new[] { said.UserInfoEndpoint, said.PushedAuthorizationRequestEndpoint }.All(optional => string.IsNullOrEmpty(optional) || Usable(optional));

    private HttpDocumentRetriever Documents() => new(http) { RequireHttps = !calls.TakesPlainHttp };

    private Client Make(OpenIdProvider provider)
    {
        var description = new ProviderDescription(DescriptionOf(provider.Issuer), Documents(), Usable, time);
        var options = new OpenIdConnectOptions
        {
            ClientId = provider.ClientId,
            ClientSecret = Secret(provider),
            CallbackPath = ProviderPaths.Back(provider.Key),
            ConfigurationManager = description,
            TokenHandler = new ProviderDescription.Tokens(description) { MapInboundClaims = false },
            RequireHttpsMetadata = !calls.TakesPlainHttp,
            Backchannel = http,
            ResponseType = OpenIdConnectResponseType.Code,
            ResponseMode = OpenIdConnectResponseMode.Query,
            UsePkce = true,
            GetClaimsFromUserInfoEndpoint = true,
            MapInboundClaims = false,
            RemoteAuthenticationTimeout = SignInWithin,
            CorrelationCookie = Cookie("__Host-usher-open-id."),
            NonceCookie = Cookie("__Host-usher-open-id-nonce."),
            // Asked for by the framework; ProviderSignIn ends every sign-in itself.
            SignInScheme = IdentityConstants.ApplicationScheme,
            TimeProvider = time,
            DisableTelemetry = true,
            TokenValidationParameters = Validation(provider),
            Events = ProviderSignIn.Events(provider.Issuer),
        };
        options.Scope.Add("email");
        options.ClaimActions.Clear();
        // By the provider's id, so that no state is taken for another's.
        new OpenIdConnectPostConfigureOptions(protection).PostConfigure(provider.Id.ToString(), options);
        options.Validate(provider.Id.ToString());
        return new(provider.Version, options);
    }

    private string? Secret(OpenIdProvider provider)
    {
        try
        {
            return provider.SealedSecret is { } secret ? Encoding.UTF8.GetString(sealing.Unprotect(secret)) : null;
        }
        catch (CryptographicException fault)
        {
            throw new IOException("The site's keys have changed since this provider's client secret was stored. Type it again.", fault);
        }
    }

    private TokenValidationParameters Validation(OpenIdProvider provider) => new()
    {
        ValidIssuer = provider.Issuer,
        IssuerValidator = (issuer, _, _) => issuer == provider.Issuer ? issuer : throw new SecurityTokenInvalidIssuerException(),
        ValidAudience = provider.ClientId,
        ValidAlgorithms = Algorithms,
        NameClaimType = "name",
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => until is { } end && time.Now() - Skew < Utc(end) && (from is not { } start || Utc(start) <= time.Now() + Skew),
    };

    private static DateTimeOffset Utc(DateTime instant) => new(DateTime.SpecifyKind(instant, DateTimeKind.Utc));

    private static CookieBuilder Cookie(string name) => new()
    {
        Name = name,
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        SecurePolicy = CookieSecurePolicy.Always,
        // The provider leads back by a navigation, which lax cookies travel with.
        SameSite = SameSiteMode.Lax,
        Expiration = SignInWithin,
    };

    private sealed record Client(int Version, OpenIdConnectOptions Options);

    private sealed class OneOf(OpenIdConnectOptions options) : IOptionsMonitor<OpenIdConnectOptions>
    {
        public OpenIdConnectOptions CurrentValue => options;

        public OpenIdConnectOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;
    }
}
