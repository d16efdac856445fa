using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>A link by which somebody who forgot their password sets a new one: once, and within the hour. Only its secret's SHA-256 is kept.</summary>
public sealed class PasswordReset
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public required byte[] Hash { get; init; }
    public required AccountId AccountId { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or when another one or another change of the password made it void.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class PasswordResetTable : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.ToTable("PasswordResets").HasKey(reset => reset.Hash);
        builder.HasOne<Account>().WithMany().HasForeignKey(reset => reset.AccountId);
        builder.HasIndex(reset => new { reset.AccountId, reset.AskedAt });
    }
}

internal static class PasswordResets
{
    /// <summary>Those that still set a password, of accounts that may sign in.</summary>
    public static IQueryable<PasswordReset> LiveResets(this UsherDb db, DateTimeOffset now)
    {
        var accounts = db.Accounts;
        return db.PasswordResets.Where(reset => reset.UsedAt == null && reset.ExpiresAt > now
            && accounts.Any(account => account.Id == reset.AccountId && account.DisabledAt == null));
    }

    /// <summary>With another password the links that lie in mailboxes are void.</summary>
    public static Task<int> VoidResets(this UsherDb db, AccountId account, DateTimeOffset now) => db.PasswordResets
        .Where(reset => reset.AccountId == account && reset.UsedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(reset => reset.UsedAt, now));
}
