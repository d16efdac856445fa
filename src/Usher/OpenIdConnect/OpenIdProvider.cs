using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;

namespace Usher.OpenIdConnect;

/// <summary>An OpenID Provider: a school's or company's own sign-in, by which people come into their accounts here (OpenID Connect Core 1.0).</summary>
public sealed class OpenIdProvider
{
    public const int KeyLength = 40;
    public const int NameLength = 60;
    public const int IssuerLength = 500;
    public const int ClientIdLength = 255;
    public const int SecretLength = 1000;
    public const int MostDomains = 100;

    public required OpenIdProviderId Id { get; init; }

    /// <summary>Its name in addresses of this site, among them the one that the provider sends people back to. Never changed.</summary>
    public required string Key { get; init; }

    /// <summary>What the sign-in page calls it.</summary>
    public required string Name { get; set; }

    /// <summary>Compared letter for letter with a token's <c>iss</c>. Never changed: whose accounts are whose hangs on it.</summary>
    public required string Issuer { get; init; }

    public required string ClientId { get; set; }

    /// <summary>The client secret, sealed by the site's data-protection keys; null for a client without one, which PKCE alone protects.</summary>
    public byte[]? SealedSecret { get; set; }

    /// <summary>Every address it tells is verified, also where it does not say so of each.</summary>
    public bool VerifiesAddresses { get; set; }

    /// <summary>Whose verified addresses alone come in, in the form of <see cref="DomainRules"/>, separated by spaces; empty for all.</summary>
    public string Domains { get; set; } = "";

    /// <summary>Whoever has no account yet is given one, with this site role; null: they are turned away.</summary>
    public SiteRole? NewAccounts { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Each sign-in writes it first, and so comes before or after whatever turns the provider off, and other sign-ins by it.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>Counts edits, for <c>ETag</c> and <c>If-Match</c>, and for what is kept in memory of a provider.</summary>
    public int Version { get; set; } = 1;

    /// <summary>What its logins are kept under: no learning platform's issuer can be like it.</summary>
    public string LoginProvider => ProviderLogins.NameOf(Id.Value);

    public IReadOnlyList<string> DomainList => Domains.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

internal sealed class OpenIdProviderTable : IEntityTypeConfiguration<OpenIdProvider>
{
    public void Configure(EntityTypeBuilder<OpenIdProvider> builder)
    {
        builder.ToTable("OpenIdProviders").Ignore(one => one.LoginProvider).Ignore(one => one.DomainList);
        builder.HasIndex(one => one.Key).IsUnique();
        builder.Property(one => one.Key).HasMaxLength(OpenIdProvider.KeyLength);
        builder.Property(one => one.Name).HasMaxLength(OpenIdProvider.NameLength);
        builder.Property(one => one.Issuer).HasMaxLength(OpenIdProvider.IssuerLength);
        builder.Property(one => one.ClientId).HasMaxLength(OpenIdProvider.ClientIdLength);
        builder.HasMany<SignIn>().WithOne().HasForeignKey(signIn => signIn.ProviderId);
    }
}

internal static class OpenIdProviderSets
{
    extension(UsherDb db)
    {
        public DbSet<OpenIdProvider> OpenIdProviders => db.Set<OpenIdProvider>();
    }
}
