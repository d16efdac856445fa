using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>A bound device gives its place away: to whoever brings its QR code's secret, or the link and the short code, once and soon.</summary>
public sealed class HandOver
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>After so many wrong codes it is over. A new one is one click on the bound device.</summary>
    public const int MostTries = 5;

    public required HandOverId Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }

    /// <summary>The device that gives.</summary>
    public required DeviceBindingId BindingId { get; init; }

    /// <summary>Where it was, and the other device goes.</summary>
    public required SessionId SessionId { get; init; }

    public required byte[] SecretHash { get; init; }

    /// <summary>SHA-256 of the short code, together with <see cref="Id"/>.</summary>
    public required byte[] CodeHash { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
    public int WrongCodes { get; set; }
}

/// <summary>The short code of a hand-over: forty bits, read from one screen and typed into another.</summary>
public static class HandOverCode
{
    private const int Bytes = 5;

    /// <summary>Eight letters and digits in two groups.</summary>
    public static string New()
    {
        var code = Base32.Write(RandomNumberGenerator.GetBytes(Bytes));
        return $"{code[..4]}-{code[4..]}";
    }

    /// <summary>What is kept of it; of a text that is no code too, so that it takes the same time.</summary>
    public static byte[] Hash(HandOverId id, string? typed)
    {
        Span<byte> bytes = stackalloc byte[16 + Bytes];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var plain = string.Concat((typed ?? "").Where(char.IsLetterOrDigit).Take(2 * Bytes));
        return Base32.TryRead(plain, bytes[16..]) ? SHA256.HashData(bytes) : SHA256.HashData(bytes[..16]);
    }
}

internal sealed class HandOverTable : IEntityTypeConfiguration<HandOver>
{
    public void Configure(EntityTypeBuilder<HandOver> builder)
    {
        builder.ToTable("HandOvers").HasOne(one => one.Invitation).WithMany().HasForeignKey(one => one.InvitationId);
        builder.HasIndex(one => one.SecretHash).IsUnique();
        builder.HasIndex(one => new { one.InvitationId, one.StartedAt });
    }
}

internal static class HandOverSet
{
    extension(UsherDb db)
    {
        public DbSet<HandOver> HandOvers => db.Set<HandOver>();
    }

    /// <summary>Those that can still be taken.</summary>
    public static IQueryable<HandOver> Open(this IQueryable<HandOver> handOvers, DateTimeOffset now)
    {
        var after = now - HandOver.Life;
        return handOvers.Where(one => one.UsedAt == null && one.StartedAt > after && one.WrongCodes < HandOver.MostTries);
    }
}
