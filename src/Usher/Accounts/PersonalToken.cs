using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Usher.Accounts;

/// <summary>A secret (<c>usher_pat_…</c>) with which a program acts for an account. Shown once; only its SHA-256 is kept.</summary>
public sealed class PersonalToken
{
    public const int NameLength = 100;

    public required PersonalTokenId Id { get; init; }
    public required AccountId AccountId { get; init; }
    public required string Name { get; init; }
    public required byte[] Hash { get; init; }

    /// <summary>What it may be used for, separated by spaces: see <see cref="Scopes"/>.</summary>
    public required string Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

internal sealed class PersonalTokenTable : IEntityTypeConfiguration<PersonalToken>
{
    public void Configure(EntityTypeBuilder<PersonalToken> builder)
    {
        builder.ToTable("PersonalTokens").HasIndex(token => token.Hash).IsUnique();
        builder.HasIndex(token => token.RevokedAt);
        builder.Property(token => token.Name).HasMaxLength(PersonalToken.NameLength);
        builder.HasOne<Account>().WithMany().HasForeignKey(token => token.AccountId);
    }
}
