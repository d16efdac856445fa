using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>A named person's right to enter a session (or every session) of a room, with a role. Facts only: its state is derived.</summary>
public sealed class Invitation
{
    /// <summary><see cref="MaxDevices"/> for as many devices as come.</summary>
    public const int UnlimitedDevices = -1;

    public required InvitationId Id { get; init; }
    public required RoomId RoomId { get; init; }
    public Room? Room { get; init; }

    /// <summary>The one session it is for; null for every session of the room.</summary>
    public SessionId? SessionId { get; init; }

    public Session? Session { get; init; }

    /// <summary>The address as the host typed it, which mail goes to.</summary>
    public required string Email { get; init; }

    /// <summary>The same address in the one form that addresses are compared in.</summary>
    public required string EmailKey { get; init; }

    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required Role Role { get; set; }
    public required int MaxDevices { get; set; }

    /// <summary>How many bindings hold a place now. The claim's UPDATE counts it up, and never past <see cref="MaxDevices"/>.</summary>
    public int BoundDevices { get; set; }

    /// <summary>Null: it ends with its session, and the site's grace after it.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>How often an address was typed at it. Counting up also takes the row's lock, so that guesses are judged one after another.</summary>
    public int AddressesTyped { get; set; }

    public string Note { get; init; } = "";

    /// <summary>A BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>An IANA name; null when the host did not say.</summary>
    public string? TimeZone { get; init; }

    public required AccountId IssuedById { get; init; }
    public Account? IssuedBy { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>When somebody first came in by it.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>When its invitee asked for a new link, until a host answers.</summary>
    public DateTimeOffset? NewLinkAskedAt { get; set; }

    /// <summary>When its invitee last had a link sent to themselves.</summary>
    public DateTimeOffset? LinkFetchedAt { get; set; }

    /// <summary>When its invitee said that they can't come; null when they did not, or take it back.</summary>
    public DateTimeOffset? CannotComeAt { get; set; }

    /// <summary>When somebody who came by it was last in a session.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>How its last mail fares; null when none was asked for. Kept here too, since the register is filtered by it.</summary>
    public MailState? MailState { get; set; }

    /// <summary>Last and first name in lower case, as the database folds them: what the register is sorted by.</summary>
    public string SortName { get; private init; } = "";

    /// <summary>Address, first and last name in lower case, as the database folds them: what the register is searched in.</summary>
    public string SearchText { get; private init; } = "";

    /// <summary>Counts changes, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int Version { get; set; } = 1;

    public List<LinkToken> Tokens { get; init; } = [];
    public List<DeviceBinding> Devices { get; init; } = [];
    public List<DeviceRequest> DeviceRequests { get; init; } = [];

    public string Name => $"{FirstName} {LastName}";
}

/// <summary>What is kept of a link: the SHA-256 of its token. Every live token of an invitation works alike.</summary>
public sealed class LinkToken
{
    public required byte[] Hash { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When the link was replaced; from then on it is a link that does not exist.</summary>
    public DateTimeOffset? ReplacedAt { get; set; }
}

/// <summary>How strongly a browser is bound.</summary>
public enum BindingStrength
{
    /// <summary>By its cookie alone.</summary>
    Cookie,

    /// <summary>By a key that cannot leave it.</summary>
    DeviceKey,
}

/// <summary>How sure we are of a person.</summary>
public enum Assurance
{
    /// <summary>They typed the invited address.</summary>
    TypedAddress,

    /// <summary>They typed a code that was mailed to the invited address.</summary>
    EmailedCode,

    /// <summary>They are signed in with the invited address.</summary>
    SignedIn,
}

/// <summary>An invitation bound to one browser. It holds one of the invitation's places unless it lapsed or was revoked.</summary>
public sealed class DeviceBinding
{
    public required DeviceBindingId Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }

    /// <summary>SHA-256 of the device cookie's secret.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>SHA-256 of the claim's own secret, by which the same claim, sent again, is known for what it is.</summary>
    public required byte[] AttemptHash { get; init; }

    /// <summary>The thumbprint (RFC 7638, base64url) of the browser's key; null when it has none.</summary>
    public string? KeyThumbprint { get; init; }

    public required Assurance Assurance { get; init; }

    /// <summary>Such as "Firefox".</summary>
    public required string Browser { get; init; }

    /// <summary>Such as "Android".</summary>
    public required string System { get; init; }

    public required DateTimeOffset BoundAt { get; init; }

    /// <summary>When its first connection arrived; a binding without one lapses after ten minutes.</summary>
    public DateTimeOffset? ConnectedAt { get; set; }

    public DateTimeOffset? LastSeenAt { get; set; }
    public DateTimeOffset? LapsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    public BindingStrength Strength => KeyThumbprint is null ? BindingStrength.Cookie : BindingStrength.DeviceKey;
}

/// <summary>What happened to an invitation.</summary>
public enum HistoryWhat
{
    Issued,
    SentAgain,
    Mailed,
    MailFailed,
    CheckedIn,
    WrongAddress,
    CodeSent,
    WrongCode,
    OtherDeviceRefused,
    Admitted,
    BindingLapsed,
    DeviceKeyAdded,
    RoleChanged,
    Extended,
    DevicesChanged,
    LinkReplaced,
    Revoked,
    Removed,
    DeviceAsked,
    DeviceApproved,
    DeviceDeclined,
    DeviceHandedOver,
    WrongHandOverCode,
    NewLinkAsked,
    LinkFetched,
    CannotCome,
    CanCome,
    LetBackIn,
    Reminded,
    ToldOfChange,
    DeviceMovedByCode,
}

/// <summary>A line of an invitation's history: who, what, when, from where.</summary>
public sealed record HistoryLine
{
    public long Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required HistoryWhat What { get; init; }

    /// <summary>The account that did it; null for the invitee and for the site itself.</summary>
    public AccountId? ById { get; init; }

    public string Detail { get; init; } = "";

    /// <summary>The network address it came from; null for what the site itself did.</summary>
    public string? From { get; init; }
}

/// <summary>Wrong addresses typed at one invitation from one network, for the pause that follows too many.</summary>
public sealed class WrongAddressCount
{
    public required InvitationId InvitationId { get; init; }

    /// <summary>An IPv4 address or an IPv6 /64.</summary>
    public required string Network { get; init; }

    public required int Tries { get; set; }
    public required DateTimeOffset LastAt { get; set; }
}

internal sealed class InvitationTables :
    IEntityTypeConfiguration<Invitation>, IEntityTypeConfiguration<LinkToken>, IEntityTypeConfiguration<DeviceBinding>,
    IEntityTypeConfiguration<HistoryLine>, IEntityTypeConfiguration<WrongAddressCount>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations").Ignore(invitation => invitation.Name);
        builder.HasOne(invitation => invitation.Room).WithMany().HasForeignKey(invitation => invitation.RoomId);
        builder.HasOne(invitation => invitation.Session).WithMany().HasForeignKey(invitation => invitation.SessionId);
        builder.HasOne(invitation => invitation.IssuedBy).WithMany().HasForeignKey(invitation => invitation.IssuedById);
        builder.HasMany(invitation => invitation.Tokens).WithOne(token => token.Invitation).HasForeignKey(token => token.InvitationId);
        builder.HasMany(invitation => invitation.Devices).WithOne(device => device.Invitation).HasForeignKey(device => device.InvitationId);
        builder.HasIndex(invitation => new { invitation.RoomId, invitation.EmailKey });
        // The text that is searched stands in the index: of a hundred thousand in a room none has to be fetched that does not hold what was typed.
        builder.HasIndex(invitation => new { invitation.RoomId, invitation.Id, invitation.SearchText });
        // All that counting needs to know of them.
        builder.HasIndex(invitation => new { invitation.RoomId, invitation.RevokedAt, invitation.AcceptedAt, invitation.ExpiresAt, invitation.SessionId });
        builder.HasIndex(invitation => new { invitation.IssuedById, invitation.IssuedAt });
        builder.HasIndex(invitation => new { invitation.RoomId, invitation.SortName, invitation.Id });
        builder.HasIndex(invitation => new { invitation.RoomId, invitation.LastSeenAt, invitation.Id });
        builder.HasIndex(invitation => new { invitation.RoomId, invitation.MailState, invitation.Id });
        builder.Property(invitation => invitation.SortName).HasMaxLength(201).HasComputedColumnSql("lower(last_name || ' ' || first_name)", stored: true);
        builder.Property(invitation => invitation.SearchText).HasMaxLength(522).HasComputedColumnSql("lower(email || ' ' || first_name || ' ' || last_name)", stored: true);
        builder.Property(invitation => invitation.Email).HasMaxLength(320);
        builder.Property(invitation => invitation.EmailKey).HasMaxLength(320);
        builder.Property(invitation => invitation.FirstName).HasMaxLength(100);
        builder.Property(invitation => invitation.LastName).HasMaxLength(100);
        builder.Property(invitation => invitation.Note).HasMaxLength(1000);
    }

    public void Configure(EntityTypeBuilder<LinkToken> builder) =>
        builder.ToTable("LinkTokens").HasKey(token => token.Hash);

    public void Configure(EntityTypeBuilder<DeviceBinding> builder)
    {
        builder.ToTable("DeviceBindings").Ignore(device => device.Strength);
        builder.HasIndex(device => new { device.InvitationId, device.KeyThumbprint });
        builder.Property(device => device.KeyThumbprint).HasMaxLength(43);
        builder.Property(device => device.Browser).HasMaxLength(60);
        builder.Property(device => device.System).HasMaxLength(60);
    }

    public void Configure(EntityTypeBuilder<HistoryLine> builder)
    {
        builder.ToTable("InvitationHistory").HasOne<Invitation>().WithMany().HasForeignKey(line => line.InvitationId);
        builder.Property(line => line.Detail).HasMaxLength(500);
        builder.Property(line => line.From).HasMaxLength(45);
    }

    public void Configure(EntityTypeBuilder<WrongAddressCount> builder)
    {
        builder.ToTable("WrongAddressCounts").HasKey(count => new { count.InvitationId, count.Network });
        builder.Property(count => count.Network).HasMaxLength(45);
    }
}

internal static class InvitationSets
{
    extension(UsherDb db)
    {
        public DbSet<Invitation> Invitations => db.Set<Invitation>();
        public DbSet<LinkToken> LinkTokens => db.Set<LinkToken>();
        public DbSet<DeviceBinding> DeviceBindings => db.Set<DeviceBinding>();
        public DbSet<HistoryLine> InvitationHistory => db.Set<HistoryLine>();
        public DbSet<WrongAddressCount> WrongAddressCounts => db.Set<WrongAddressCount>();
    }
}
