using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;

namespace Usher.GuestLinks;

/// <summary>A link to a room that many may share: whoever opens it says who they are, and comes in as a Guest. Facts only: its state is derived.</summary>
public sealed class GuestLink
{
    public const int NameLength = 100;

    public required GuestLinkId Id { get; init; }
    public required RoomId RoomId { get; init; }
    public Room? Room { get; init; }

    /// <summary>For the hosts alone, such as "Harbour newsletter".</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of the token, by which the link is found.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>The token under the site's data-protection keys, since a shared link must be there to be copied again; wiped when the link is deleted.</summary>
    public required byte[]? SealedToken { get; set; }

    /// <summary>How many may come in by it; null for as many as come.</summary>
    public int? MaxUses { get; set; }

    /// <summary>How many have. The claim's UPDATE counts it up, and never past <see cref="MaxUses"/>.</summary>
    public int Uses { get; set; }

    /// <summary>From then on nobody new comes in by it; null for as long as it stands.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Who stands behind it, by having made or changed it last: should they lose the standing to invite, it lets nobody in.</summary>
    public required AccountId KeptById { get; set; }

    public Account? KeptBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? TurnedOffAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Counts changes, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>Somebody who came by a guest link, on one browser. Their name and address are what they typed: nobody has checked them, but for what <see cref="Assurance"/> says of the address.</summary>
public sealed class Guest
{
    /// <summary>Also names their device's cookie.</summary>
    public required GuestId Id { get; init; }

    public required GuestLinkId GuestLinkId { get; init; }
    public GuestLink? GuestLink { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required string Email { get; init; }
    public required string EmailKey { get; init; }

    /// <summary>SHA-256 of the device cookie's secret.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>SHA-256 of the form's own secret, by which the same claim, sent again, is known for what it is.</summary>
    public required byte[] AttemptHash { get; init; }

    /// <summary>The thumbprint (RFC 7638, base64url) of the browser's key; null when it has none.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>How sure we are that the address is theirs.</summary>
    public Assurance Assurance { get; init; }

    public required string Browser { get; init; }
    public required string System { get; init; }
    public required DateTimeOffset CameAt { get; init; }

    /// <summary>When their first connection arrived; a use without one lapses after ten minutes.</summary>
    public DateTimeOffset? ConnectedAt { get; set; }

    public DateTimeOffset? LastSeenAt { get; set; }
    public DateTimeOffset? LapsedAt { get; set; }

    /// <summary>When they were put out together with their link.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    public string Name => $"{FirstName} {LastName}";
}

internal sealed class GuestTables : IEntityTypeConfiguration<GuestLink>, IEntityTypeConfiguration<Guest>
{
    public void Configure(EntityTypeBuilder<GuestLink> builder)
    {
        builder.ToTable("GuestLinks");
        builder.HasOne(link => link.Room).WithMany().HasForeignKey(link => link.RoomId);
        builder.HasOne(link => link.KeptBy).WithMany().HasForeignKey(link => link.KeptById);
        builder.HasIndex(link => link.TokenHash).IsUnique();
        builder.Property(link => link.Name).HasMaxLength(GuestLink.NameLength);
    }

    public void Configure(EntityTypeBuilder<Guest> builder)
    {
        builder.ToTable("Guests").Ignore(guest => guest.Name);
        builder.HasOne(guest => guest.GuestLink).WithMany().HasForeignKey(guest => guest.GuestLinkId);
        builder.HasIndex(guest => new { guest.GuestLinkId, guest.KeyThumbprint });
        builder.HasIndex(guest => new { guest.GuestLinkId, guest.ConnectedAt });
        builder.Property(guest => guest.FirstName).HasMaxLength(100);
        builder.Property(guest => guest.LastName).HasMaxLength(100);
        builder.Property(guest => guest.Email).HasMaxLength(320);
        builder.Property(guest => guest.EmailKey).HasMaxLength(320);
        builder.Property(guest => guest.KeyThumbprint).HasMaxLength(43);
        builder.Property(guest => guest.Browser).HasMaxLength(60);
        builder.Property(guest => guest.System).HasMaxLength(60);
    }
}

internal static class GuestSets
{
    extension(UsherDb db)
    {
        public DbSet<GuestLink> GuestLinks => db.Set<GuestLink>();
        public DbSet<Guest> Guests => db.Set<Guest>();
    }
}
