using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>What a mailed code is good for: one that was asked for one thing opens nothing else.</summary>
public enum CodePurpose
{
    /// <summary>To enter, or to check in.</summary>
    Entry,

    /// <summary>To go on with another device.</summary>
    NewDevice,
}

/// <summary>
/// A code that was mailed to an address, for the one browser that asked for it. The code is kept as a hash under a secret that this
/// browser alone holds, so that whoever reads the database cannot search the million codes there are.
/// </summary>
public abstract class MailedCode
{
    /// <summary><see cref="AskingBrowser.Hash"/> of the browser that asked.</summary>
    public required byte[] BrowserHash { get; init; }

    /// <summary><see cref="AskingBrowser.HashOf"/> of the code.</summary>
    public required byte[] CodeHash { get; init; }

    /// <summary>Where it was asked for: an IPv4 address or an IPv6 /64.</summary>
    public required string Network { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Wrong codes typed for it.</summary>
    public int Tries { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A code that was mailed to the invited address.</summary>
public sealed class EntryCode : MailedCode
{
    public required EntryCodeId Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }
    public required CodePurpose Purpose { get; init; }
}

internal sealed class EntryCodeTable : IEntityTypeConfiguration<EntryCode>
{
    public void Configure(EntityTypeBuilder<EntryCode> builder)
    {
        builder.ToTable("EntryCodes").HasOne(code => code.Invitation).WithMany().HasForeignKey(code => code.InvitationId);
        builder.HasIndex(code => new { code.InvitationId, code.SentAt });
        builder.HasIndex(code => new { code.Network, code.SentAt });
        builder.Property(code => code.Network).HasMaxLength(45);
    }
}

internal static class EntryCodeSets
{
    extension(UsherDb db)
    {
        public DbSet<EntryCode> EntryCodes => db.Set<EntryCode>();
    }
}
