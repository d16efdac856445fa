using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;

namespace Usher.Lti;

/// <summary>A learning platform that knows this site as a tool: one issuer and one client id of it.</summary>
public sealed class LtiRegistration
{
    public const int NameLength = 100;
    public const int AddressLength = 1000;
    public const int ClientIdLength = 255;

    public required LtiRegistrationId Id { get; init; }
    public required string Name { get; set; }

    /// <summary>Compared letter for letter with a token's <c>iss</c>.</summary>
    public required string Issuer { get; set; }

    public required string ClientId { get; set; }

    /// <summary>Where the platform's public keys are.</summary>
    public required string KeysetUrl { get; set; }

    /// <summary>Where tokens for its services are had.</summary>
    public required string TokenUrl { get; set; }

    /// <summary>What such a request's <c>aud</c> is, where that is not the token URL: Brightspace has its own.</summary>
    public string? TokenAudience { get; set; }

    /// <summary>Where browsers are sent to be told who they are.</summary>
    public required string AuthorizationUrl { get; set; }

    /// <summary>Origins of pages that may show this site in a frame, separated by spaces, beside the issuer's and the authorisation URL's own.</summary>
    public string MoreFrameOrigins { get; set; } = "";

    /// <summary>Launches from any deployment of this client are taken, not only from those listed.</summary>
    public bool AnyDeployment { get; set; }

    /// <summary>The platform has verified the addresses it tells: they name accounts of this site, and count as shown.</summary>
    public bool TrustsAddresses { get; set; }

    public required RoleMapping Roles { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Counts edits, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int Version { get; set; } = 1;

    public List<LtiDeployment> Deployments { get; init; } = [];

    /// <summary>Which pages may show this site in a frame: the platform's, and no one else's.</summary>
    public string FrameOrigins() => string.Join(' ', new[] { Issuer, AuthorizationUrl }.Select(OriginOf).Concat(MoreFrameOrigins.Split(' ')).Where(origin => origin is { Length: > 0 }).Distinct());

    internal static string? OriginOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address.GetLeftPart(UriPartial.Authority) : null;
}

/// <summary>One place of a platform in which the tool was made available.</summary>
public sealed class LtiDeployment
{
    public required LtiRegistrationId RegistrationId { get; init; }
    public required string DeploymentId { get; init; }
}

/// <summary>A key of this tool's: platforms know its public half by its id.</summary>
public sealed class LtiToolKey
{
    /// <summary>The <c>kid</c>.</summary>
    public required string Id { get; init; }

    /// <summary>PKCS #8, sealed by the site's data-protection keys.</summary>
    public required byte[] SealedKey { get; init; }

    public required byte[] Modulus { get; init; }
    public required byte[] Exponent { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>A value that has been used once and is not taken again: a launch's nonce, a ticket.</summary>
public sealed class LtiSpent
{
    public required string Id { get; init; }

    /// <summary>From then on what it came in is too old anyway.</summary>
    public required DateTimeOffset ForgetAt { get; init; }
}

/// <summary>A link by which the admin of a learning platform registers it, once.</summary>
public sealed class LtiRegistrationLink
{
    public required byte[] Hash { get; init; }
    public required AccountId MadeById { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A platform waits to be told which room a new link in a course shall lead to.</summary>
public sealed class DeepLinkRequest
{
    public required DeepLinkRequestId Id { get; init; }
    public required LtiRegistrationId RegistrationId { get; init; }
    public required string DeploymentId { get; init; }
    public required CourseId CourseId { get; init; }
    public required AccountId AccountId { get; init; }
    public required string ReturnUrl { get; init; }

    /// <summary>The platform's own note, echoed as it is.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the platform can make a column of grades along with the link.</summary>
    public bool TakesLineItem { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? AnsweredAt { get; set; }
}

/// <summary>That attendance in a room is told to the course's grades.</summary>
public sealed class AttendanceScore
{
    public required RoomId RoomId { get; init; }
    public required CourseId CourseId { get; init; }

    /// <summary>The column in the platform; null until it was found or made.</summary>
    public string? LineItemUrl { get; set; }

    public required DateTimeOffset TurnedOnAt { get; init; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the last try failed, as a problem's code.</summary>
    public string? Fault { get; set; }
}

internal sealed class LtiTables :
    IEntityTypeConfiguration<LtiRegistration>, IEntityTypeConfiguration<LtiDeployment>, IEntityTypeConfiguration<LtiToolKey>,
    IEntityTypeConfiguration<LtiSpent>, IEntityTypeConfiguration<LtiRegistrationLink>, IEntityTypeConfiguration<DeepLinkRequest>,
    IEntityTypeConfiguration<AttendanceScore>
{
    public void Configure(EntityTypeBuilder<LtiRegistration> builder)
    {
        builder.ToTable("LtiRegistrations").HasIndex(one => new { one.Issuer, one.ClientId }).IsUnique();
        builder.Property(one => one.Name).HasMaxLength(LtiRegistration.NameLength);
        builder.Property(one => one.Issuer).HasMaxLength(LtiRegistration.AddressLength);
        builder.Property(one => one.ClientId).HasMaxLength(LtiRegistration.ClientIdLength);
        builder.Property(one => one.KeysetUrl).HasMaxLength(LtiRegistration.AddressLength);
        builder.Property(one => one.TokenUrl).HasMaxLength(LtiRegistration.AddressLength);
        builder.Property(one => one.TokenAudience).HasMaxLength(LtiRegistration.AddressLength);
        builder.Property(one => one.AuthorizationUrl).HasMaxLength(LtiRegistration.AddressLength);
        builder.Property(one => one.MoreFrameOrigins).HasMaxLength(LtiRegistration.AddressLength);
        builder.Property(one => one.Roles).HasConversion(roles => roles.ToText(), text => RoleMapping.FromText(text)).HasMaxLength(200);
        builder.HasMany(one => one.Deployments).WithOne().HasForeignKey(deployment => deployment.RegistrationId);
        builder.HasMany<Course>().WithOne().HasForeignKey(course => course.RegistrationId);
        builder.HasMany<SignIn>().WithOne().HasForeignKey(signIn => signIn.LaunchedFrom);
    }

    public void Configure(EntityTypeBuilder<LtiDeployment> builder)
    {
        builder.ToTable("LtiDeployments").HasKey(one => new { one.RegistrationId, one.DeploymentId });
        builder.Property(one => one.DeploymentId).HasMaxLength(255);
    }

    public void Configure(EntityTypeBuilder<LtiToolKey> builder)
    {
        builder.ToTable("LtiToolKeys");
        builder.Property(one => one.Id).HasMaxLength(60);
    }

    public void Configure(EntityTypeBuilder<LtiSpent> builder)
    {
        builder.ToTable("LtiSpent").HasIndex(one => one.ForgetAt);
        builder.Property(one => one.Id).HasMaxLength(60);
    }

    public void Configure(EntityTypeBuilder<LtiRegistrationLink> builder)
    {
        builder.ToTable("LtiRegistrationLinks").HasKey(one => one.Hash);
        builder.HasOne<Account>().WithMany().HasForeignKey(one => one.MadeById);
    }

    public void Configure(EntityTypeBuilder<DeepLinkRequest> builder)
    {
        builder.ToTable("DeepLinkRequests");
        builder.Property(one => one.DeploymentId).HasMaxLength(255);
        builder.Property(one => one.ReturnUrl).HasMaxLength(4000);
        builder.HasOne<Course>().WithMany().HasForeignKey(one => one.CourseId);
        builder.HasOne<Account>().WithMany().HasForeignKey(one => one.AccountId);
    }

    public void Configure(EntityTypeBuilder<AttendanceScore> builder)
    {
        builder.ToTable("AttendanceScores").HasKey(one => one.RoomId);
        builder.Property(one => one.LineItemUrl).HasMaxLength(Course.AddressLength);
        builder.Property(one => one.Fault).HasMaxLength(60);
        builder.HasOne<Rooms.Room>().WithMany().HasForeignKey(one => one.RoomId);
        builder.HasOne<Course>().WithMany().HasForeignKey(one => one.CourseId);
    }
}

internal static class LtiSets
{
    extension(UsherDb db)
    {
        public DbSet<LtiRegistration> LtiRegistrations => db.Set<LtiRegistration>();
        public DbSet<LtiDeployment> LtiDeployments => db.Set<LtiDeployment>();
        public DbSet<LtiToolKey> LtiToolKeys => db.Set<LtiToolKey>();
        public DbSet<LtiSpent> LtiSpent => db.Set<LtiSpent>();
        public DbSet<LtiRegistrationLink> LtiRegistrationLinks => db.Set<LtiRegistrationLink>();
        public DbSet<DeepLinkRequest> DeepLinkRequests => db.Set<DeepLinkRequest>();
        public DbSet<AttendanceScore> AttendanceScores => db.Set<AttendanceScore>();
    }
}
