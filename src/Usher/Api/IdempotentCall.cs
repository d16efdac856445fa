using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Api;

/// <summary>A call that carried an <c>Idempotency-Key</c>, and what it was answered.</summary>
public sealed class IdempotentCall
{
    public const int KeyLength = 200;

    public required AccountId AccountId { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path, query and body: by this the same call is known from another with its key.</summary>
    public required byte[] RequestHash { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The answer, under the site's data-protection keys since it may hold a link; null while the call is under way.</summary>
    public byte[]? Answer { get; init; }
}

internal sealed class IdempotentCallTable : IEntityTypeConfiguration<IdempotentCall>
{
    public void Configure(EntityTypeBuilder<IdempotentCall> builder)
    {
        builder.ToTable("IdempotentCalls").HasKey(call => new { call.AccountId, call.Key });
        builder.HasIndex(call => call.At);
        builder.Property(call => call.Key).HasMaxLength(IdempotentCall.KeyLength);
        builder.HasOne<Account>().WithMany().HasForeignKey(call => call.AccountId);
    }
}

internal static class IdempotentCallSets
{
    extension(UsherDb db)
    {
        public DbSet<IdempotentCall> IdempotentCalls => db.Set<IdempotentCall>();
    }
}
