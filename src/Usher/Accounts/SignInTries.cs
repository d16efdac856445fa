using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Tries to sign in that came from one network: at one account, or at whatever address.</summary>
public sealed class SignInTries
{
    /// <summary><see cref="At"/> of those at whatever address.</summary>
    public const string Anybody = "";

    /// <summary>An IPv4 address or an IPv6 /64.</summary>
    public required string Network { get; init; }

    /// <summary>An account's id, as text.</summary>
    public required string At { get; init; }

    public int Count { get; set; }

    public DateTimeOffset LastAt { get; set; }
}

internal sealed class SignInTriesTable : IEntityTypeConfiguration<SignInTries>
{
    public void Configure(EntityTypeBuilder<SignInTries> builder)
    {
        builder.ToTable("SignInTries").HasKey(tries => new { tries.Network, tries.At });
        builder.HasIndex(tries => tries.LastAt);
        builder.HasIndex(tries => tries.At);
        builder.Property(tries => tries.Network).HasMaxLength(45);
        builder.Property(tries => tries.At).HasMaxLength(40);
    }
}

/// <summary>Counting tries, inside the unit of work that judges them.</summary>
internal static class SignInTriesCount
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>
    /// The tries of a network so far. Its row is held until the end of the unit, so that tries side by side are counted one after another
    /// and a thousand at once are not a thousand guesses.
    /// </summary>
    /// <exception cref="DbUpdateException">A duplicate: somebody else made the row at this moment. Run the unit again.</exception>
    public static async Task<SignInTries> HoldTries(this UsherDb db, string network, string at, DateTimeOffset now)
    {
        var rows = db.SignInTries.Where(tries => tries.Network == network && tries.At == at);
        if (await rows.ExecuteUpdateAsync(set => set.SetProperty(tries => tries.Count, tries => tries.Count)) == 1)
        {
            var tries = await rows.SingleAsync();
            if (tries.LastAt < now - KeptFor) tries.Count = 0;
            return tries;
        }
        await db.SignInTries.Where(tries => tries.LastAt < now - KeptFor).ExecuteDeleteAsync();
        var first = new SignInTries { Network = network, At = at, LastAt = now };
        db.SignInTries.Add(first);
        await db.SaveChangesAsync();
        return first;
    }

    /// <summary>A try that succeeded is none that counts against its network.</summary>
    public static async Task ForgiveTries(this UsherDb db, AccountId account, string network)
    {
        var at = account.ToString();
        await db.SignInTries.Where(tries => tries.Network == network && tries.At == at).ExecuteDeleteAsync();
        await db.SignInTries.Where(tries => tries.Network == network && tries.At == SignInTries.Anybody && tries.Count > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(tries => tries.Count, tries => tries.Count - 1));
    }

    /// <summary>With a new password the guesses at the old one are history.</summary>
    public static Task<int> ForgetTries(this UsherDb db, AccountId account)
    {
        var at = account.ToString();
        return db.SignInTries.Where(tries => tries.At == at).ExecuteDeleteAsync();
    }
}
