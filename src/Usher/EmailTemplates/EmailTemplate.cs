using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;

namespace Usher.EmailTemplates;

/// <summary>A mail that an admin has worded. What it says is in its versions, of which the newest counts.</summary>
public sealed class EmailTemplate
{
    public const int NameLength = 100;

    public required EmailTemplateId Id { get; init; }

    /// <summary>What kind of mail it words: <see cref="TemplateKind.Name"/>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts saves, for <c>ETag</c> and <c>If-Match</c>; also the number of the version that counts.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>What a template said when it was saved; kept, so that one can go back to it.</summary>
public sealed class EmailTemplateVersion
{
    public required EmailTemplateId TemplateId { get; init; }
    public EmailTemplate? Template { get; init; }
    public required int Version { get; init; }

    /// <summary>Its <see cref="TemplateContent"/> as JSON.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset SavedAt { get; init; }
    public required AccountId SavedById { get; init; }
    public Account? SavedBy { get; init; }

    /// <summary>The version that this one brought back; null when it was written.</summary>
    public int? RestoredFrom { get; init; }
}

internal sealed class EmailTemplateTables : IEntityTypeConfiguration<EmailTemplate>, IEntityTypeConfiguration<EmailTemplateVersion>
{
    public void Configure(EntityTypeBuilder<EmailTemplate> builder)
    {
        builder.ToTable("EmailTemplates").HasIndex(template => template.Name).IsUnique();
        builder.Property(template => template.Kind).HasMaxLength(40);
        builder.Property(template => template.Name).HasMaxLength(EmailTemplate.NameLength);
    }

    public void Configure(EntityTypeBuilder<EmailTemplateVersion> builder)
    {
        builder.ToTable("EmailTemplateVersions").HasKey(version => new { version.TemplateId, version.Version });
        builder.HasOne(version => version.Template).WithMany().HasForeignKey(version => version.TemplateId);
        builder.HasOne(version => version.SavedBy).WithMany().HasForeignKey(version => version.SavedById);
    }
}

internal static class EmailTemplateSets
{
    extension(UsherDb db)
    {
        public DbSet<EmailTemplate> EmailTemplates => db.Set<EmailTemplate>();
        public DbSet<EmailTemplateVersion> EmailTemplateVersions => db.Set<EmailTemplateVersion>();
    }
}
