using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>What an account may do on the site as a whole, least first.</summary>
public enum SiteRole
{
    /// <summary>May enter rooms that are open to members.</summary>
    Member,

    /// <summary>May make rooms.</summary>
    Creator,

    /// <summary>May change the site.</summary>
    Admin,
}

/// <summary>Somebody who can sign in. Invitees have none: an invitation never makes one.</summary>
public sealed class Account : IdentityUser<AccountId>
{
    public required string FirstName { get; set; }
    public required string LastName { get; set; }
    public SiteRole SiteRole { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A disabled account cannot sign in, and its tokens are refused.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Made for somebody whom a learning platform would not name: a stranger still, with a place to sit.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The last choice at "Send link via email".</summary>
    public bool SendsInvitationsByEmail { get; set; } = true;

    public string Name => $"{FirstName} {LastName}".Trim();

    /// <param name="address">A verified one, which names no other account; null for none.</param>
    public void SetAddress(EmailAddress? address)
    {
        (UserName, NormalizedUserName) = (address?.Typed, address?.Key);
        (Email, NormalizedEmail, EmailConfirmed) = (address?.Typed, address?.Key, address is not null);
    }
}

/// <summary>Accounts in the shape that Identity's stores expect (schema version 3: with passkeys), in tables of our names.</summary>
internal sealed class AccountTables :
    IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<IdentityUserClaim<AccountId>>, IEntityTypeConfiguration<IdentityUserLogin<AccountId>>,
    IEntityTypeConfiguration<IdentityUserToken<AccountId>>, IEntityTypeConfiguration<IdentityUserPasskey<AccountId>>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("Accounts").Ignore(account => account.Name);
        builder.HasIndex(account => account.NormalizedUserName).IsUnique();
        builder.HasIndex(account => account.NormalizedEmail).IsUnique();
        builder.HasIndex(account => account.DisabledAt);
        builder.Property(account => account.ConcurrencyStamp).IsConcurrencyToken();
        builder.Property(account => account.UserName).HasMaxLength(320);
        builder.Property(account => account.NormalizedUserName).HasMaxLength(320);
        builder.Property(account => account.Email).HasMaxLength(320);
        builder.Property(account => account.NormalizedEmail).HasMaxLength(320);
        builder.HasMany<IdentityUserClaim<AccountId>>().WithOne().HasForeignKey(claim => claim.UserId);
        builder.HasMany<IdentityUserLogin<AccountId>>().WithOne().HasForeignKey(login => login.UserId);
        builder.HasMany<IdentityUserToken<AccountId>>().WithOne().HasForeignKey(token => token.UserId);
        builder.HasMany<IdentityUserPasskey<AccountId>>().WithOne().HasForeignKey(passkey => passkey.UserId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<AccountId>> builder) => builder.ToTable("AccountClaims");

    public void Configure(EntityTypeBuilder<IdentityUserLogin<AccountId>> builder) =>
        builder.ToTable("AccountLogins").HasKey(login => new { login.LoginProvider, login.ProviderKey });

    public void Configure(EntityTypeBuilder<IdentityUserToken<AccountId>> builder) =>
        builder.ToTable("AccountTokens").HasKey(token => new { token.UserId, token.LoginProvider, token.Name });

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<AccountId>> builder)
    {
        builder.ToTable("AccountPasskeys").HasKey(passkey => passkey.CredentialId);
        builder.Property(passkey => passkey.CredentialId).HasMaxLength(1024);
        builder.OwnsOne(passkey => passkey.Data).ToJson();
    }
}

internal static class AccountSets
{
    extension(UsherDb db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();
        public DbSet<PersonalToken> PersonalTokens => db.Set<PersonalToken>();
        public DbSet<SignIn> SignIns => db.Set<SignIn>();
        public DbSet<PasswordReset> PasswordResets => db.Set<PasswordReset>();
        public DbSet<SignInTries> SignInTries => db.Set<SignInTries>();
        public DbSet<IdentityUserPasskey<AccountId>> Passkeys => db.Set<IdentityUserPasskey<AccountId>>();
    }
}
