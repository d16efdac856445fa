using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Courses;

/// <summary>What somebody is to the rooms of a course, least first.</summary>
public enum CourseRole
{
    Viewer,
    Speaker,
    Moderator,
    Host,
}

/// <summary>A course of a learning platform, as its launches tell of it: LTI's context.</summary>
public sealed class Course
{
    public const int TitleLength = 300;
    public const int AddressLength = 2000;

    public required CourseId Id { get; init; }

    /// <summary>The registered platform.</summary>
    public required LtiRegistrationId RegistrationId { get; init; }

    /// <summary>The platform's own name for it, unique within the deployment.</summary>
    public required string ContextId { get; init; }

    public required string DeploymentId { get; init; }
    public required string Title { get; set; }

    /// <summary>Where the platform tells who is in the course; null where it does not offer to.</summary>
    public string? MembershipsUrl { get; set; }

    /// <summary>Where the platform keeps the course's columns of grades; null where this tool may not write any.</summary>
    public string? LineItemsUrl { get; set; }

    public DateTimeOffset? RosterReadAt { get; set; }

    /// <summary>Why the roster could not be read the last time, as a problem's code; null when it could.</summary>
    public string? RosterFault { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public List<CourseMember> Members { get; init; } = [];
}

/// <summary>
/// Somebody of a course: a fact that their own launch or the roster told. What they may do in the course's rooms follows from it,
/// and ends with it.
/// </summary>
public sealed class CourseMember
{
    public const int SubjectLength = 255;
    public const int RoleNamesLength = 500;

    public required CourseId CourseId { get; init; }

    /// <summary>The platform's own id of the person: OpenID Connect's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Null until they come here themselves.</summary>
    public AccountId? AccountId { get; set; }

    public required CourseRole Role { get; set; }

    /// <summary>What the platform calls them in the course, which <see cref="Role"/> was made from: short names, between spaces; null when it never said.</summary>
    public string? RoleNames { get; set; }

    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";

    /// <summary>As the platform says it, which proves nothing to anybody else; null when it says none.</summary>
    public string? Email { get; set; }

    public DateTimeOffset? LaunchedAt { get; set; }
    public DateTimeOffset? OnRosterAt { get; set; }

    /// <summary>They are in the course no longer: the roster says so.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    public Course? Course { get; init; }
}

internal sealed class CourseTables : IEntityTypeConfiguration<Course>, IEntityTypeConfiguration<CourseMember>
{
    public void Configure(EntityTypeBuilder<Course> builder)
    {
        builder.ToTable("Courses").HasIndex(course => new { course.RegistrationId, course.DeploymentId, course.ContextId }).IsUnique();
        builder.Property(course => course.ContextId).HasMaxLength(255);
        builder.Property(course => course.DeploymentId).HasMaxLength(255);
        builder.Property(course => course.Title).HasMaxLength(Course.TitleLength);
        builder.Property(course => course.MembershipsUrl).HasMaxLength(Course.AddressLength);
        builder.Property(course => course.LineItemsUrl).HasMaxLength(Course.AddressLength);
        builder.Property(course => course.RosterFault).HasMaxLength(60);
        builder.HasMany(course => course.Members).WithOne(member => member.Course).HasForeignKey(member => member.CourseId);
    }

    public void Configure(EntityTypeBuilder<CourseMember> builder)
    {
        builder.ToTable("CourseMembers").HasKey(member => new { member.CourseId, member.Subject });
        builder.Property(member => member.Subject).HasMaxLength(CourseMember.SubjectLength);
        builder.Property(member => member.RoleNames).HasMaxLength(CourseMember.RoleNamesLength);
        builder.Property(member => member.FirstName).HasMaxLength(AccountRules.NameLength);
        builder.Property(member => member.LastName).HasMaxLength(AccountRules.NameLength);
        builder.Property(member => member.Email).HasMaxLength(EmailAddress.MaxLength);
        builder.HasOne<Account>().WithMany().HasForeignKey(member => member.AccountId);
    }
}

internal static class CourseSets
{
    extension(UsherDb db)
    {
        public DbSet<Course> Courses => db.Set<Course>();
        public DbSet<CourseMember> CourseMembers => db.Set<CourseMember>();
    }
}
