using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Usher.Settings;

/// <summary>What an admin changed in one module of the settings, as JSON; what is not in it has its default.</summary>
public sealed class SettingsModule
{
    public required string Name { get; init; }
    public required string Values { get; set; }

    /// <summary>Counts changes, for <c>ETag</c> and so that nodes notice.</summary>
    public int Version { get; set; } = 1;
}

internal sealed class SettingsTable : IEntityTypeConfiguration<SettingsModule>
{
    public void Configure(EntityTypeBuilder<SettingsModule> builder)
    {
        builder.ToTable("Settings").HasKey(module => module.Name);
        builder.Property(module => module.Name).HasMaxLength(40);
    }
}
