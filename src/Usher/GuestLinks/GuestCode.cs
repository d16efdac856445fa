using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Invitations;

namespace Usher.GuestLinks;

/// <summary>A code that was mailed to the address that somebody typed at a guest link. It is kept for a day, for what is counted.</summary>
public sealed class GuestCode : MailedCode
{
    public required GuestCodeId Id { get; init; }
    public required GuestLinkId GuestLinkId { get; init; }
    public GuestLink? GuestLink { get; init; }

    /// <summary>As it was typed, which the mail goes to. For no other address is the code good.</summary>
    public required string Email { get; init; }

    public required string EmailKey { get; init; }

    /// <summary><see cref="GuestCodeRules.MailboxOf"/> the address: what is mailed to it is counted by this.</summary>
    public required string Mailbox { get; init; }

    /// <summary>No two for one mailbox have the same: of two who ask at once, by whichever links, one is counted after the other.</summary>
    public required int Number { get; init; }

    /// <summary>In which they were spoken to when they asked: a BCP 47 tag.</summary>
    public required string Language { get; init; }
}

internal sealed class GuestCodeTable : IEntityTypeConfiguration<GuestCode>
{
    public void Configure(EntityTypeBuilder<GuestCode> builder)
    {
        builder.ToTable("GuestCodes").HasOne(code => code.GuestLink).WithMany().HasForeignKey(code => code.GuestLinkId);
        builder.HasIndex(code => new { code.GuestLinkId, code.BrowserHash });
        builder.HasIndex(code => new { code.GuestLinkId, code.SentAt });
        builder.HasIndex(code => new { code.Network, code.SentAt });
        builder.HasIndex(code => new { code.Mailbox, code.Number }).IsUnique();
        builder.Property(code => code.Email).HasMaxLength(320);
        builder.Property(code => code.EmailKey).HasMaxLength(320);
        builder.Property(code => code.Mailbox).HasMaxLength(320);
        builder.Property(code => code.Network).HasMaxLength(45);
        builder.Property(code => code.Language).HasMaxLength(35);
    }
}

internal static class GuestCodeSets
{
    extension(UsherDb db)
    {
        public DbSet<GuestCode> GuestCodes => db.Set<GuestCode>();
    }
}

/// <summary>What becomes of guests' codes that are out.</summary>
internal static class SentGuestCodes
{
    /// <summary>The newest that this browser asked for; only this one counts.</summary>
    public static Task<GuestCodeFacts?> CodeOf(this UsherDb db, GuestLinkId link, AskingBrowser browser)
    {
        var hash = browser.Hash;
        return db.GuestCodes.Where(code => code.GuestLinkId == link && code.BrowserHash == hash)
            .OrderByDescending(code => code.Id)
            .Select(code => new GuestCodeFacts(code.Id, code.EmailKey, code.CodeHash, code.SentAt, code.Tries, code.UsedAt))
            .FirstOrDefaultAsync();
    }

    /// <summary>Uses a code up: true once, only while it is live, and for its own address alone.</summary>
    public static async Task<bool> UseCode(this UsherDb db, GuestCodeId id, GuestVisitor visitor, DateTimeOffset now) =>
        await db.GuestCodes.Where(code => code.Id == id && code.EmailKey == visitor.EmailKey && code.CodeHash == visitor.CodeShown)
            .Where(EntryCodeRules.LiveAt<GuestCode>(now))
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.UsedAt, now)) == 1;

    /// <summary>Counts a wrong code, and gives the facts with it counted.</summary>
    public static async Task<GuestCodeFacts> CountWrongCode(this UsherDb db, GuestCodeFacts code)
    {
        await db.GuestCodes.Where(one => one.Id == code.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Tries, one => one.Tries + 1));
        return code with { Tries = code.Tries + 1 };
    }
}
