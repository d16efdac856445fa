using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Sessions;

/// <summary>
/// What is left of something that somebody could come back by who was removed from a session and then erased: an address, a device or a sign-in. It
/// says whether another is the same, and nothing else: who has the database alone can try no addresses on it, for its key is sealed by the
/// site's own. It goes when the session is over.
/// </summary>
public sealed class RemovalMark
{
    public required ParticipantId ParticipantId { get; init; }
    public Participant? Participant { get; init; }

    /// <summary>HMAC-SHA-256 by a key of its own.</summary>
    public required byte[] Mark { get; init; }

    /// <summary>That key, under the site's data-protection keys.</summary>
    public required byte[] SealedKey { get; init; }
}

/// <summary>Makes marks of those who are erased, and knows who bears one.</summary>
public sealed class RemovalMarks(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("removal mark");

    /// <param name="key">In the form that addresses are compared in.</param>
    public static string Address(string key) => $"address {key}";

    /// <summary>An address that somebody typed at a guest link, and nobody checked.</summary>
    /// <param name="key">In the form that addresses are compared in.</param>
    public static string TypedByGuest(string key) => $"typed {key}";

    /// <param name="thumbprint">Of the device's key.</param>
    public static string Key(string thumbprint) => $"key {thumbprint}";

    /// <param name="provider">Who vouches for them: a learning platform's issuer.</param>
    /// <param name="subject">As whom.</param>
    public static string SignIn(string provider, string subject) => $"sign-in {provider} {subject}";

    public static string Device(DeviceBindingId device) => $"device {device}";

    public RemovalMark Of(ParticipantId who, string what)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return new() { ParticipantId = who, Mark = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(what)), SealedKey = protector.Protect(key) };
    }

    /// <summary>The marks of those who were removed from a session, unless they were let back in.</summary>
    public async Task<MarkedInSession> In(UsherDb db, SessionId session, CancellationToken cancel = default)
    {
        var marks = await db.RemovalMarks.AsNoTracking().Where(one => one.Participant!.SessionId == session && one.Participant.RemovedAt != null).ToListAsync(cancel);
        return new([.. marks.Select(one => (Key: Open(one.SealedKey), one.Mark)).Where(one => one.Key is not null).Select(one => (one.Key!, one.Mark))]);
    }

    // The keys are lost: nobody is known by this mark any more, and whoever it kept out may come back.
    private byte[]? Open(byte[] sealedKey)
    {
        try
        {
            return protector.Unprotect(sealedKey);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Those who were removed from one session and then erased.</summary>
public sealed class MarkedInSession(IReadOnlyList<(byte[] Key, byte[] Mark)> marks)
{
    public static readonly MarkedInSession None = new([]);

    public bool Any => marks.Count > 0;

    public bool Bear(string what) => marks.Any(one => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(one.Key, Encoding.UTF8.GetBytes(what)), one.Mark));
}

internal sealed class RemovalMarkTable : IEntityTypeConfiguration<RemovalMark>
{
    public void Configure(EntityTypeBuilder<RemovalMark> builder)
    {
        builder.ToTable("RemovalMarks").HasKey(one => new { one.ParticipantId, one.Mark });
        builder.HasOne(one => one.Participant).WithMany().HasForeignKey(one => one.ParticipantId);
        builder.Property(one => one.Mark).HasMaxLength(32);
    }
}

internal static class RemovalMarkSets
{
    extension(UsherDb db)
    {
        public DbSet<RemovalMark> RemovalMarks => db.Set<RemovalMark>();
    }
}
