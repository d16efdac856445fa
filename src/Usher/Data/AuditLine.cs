using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Usher.Data;

/// <summary>Who did what to what, when and from where: a line for every security-bearing act, appended and never changed.</summary>
public sealed class AuditLine
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The account that acted, as text; null for somebody without one.</summary>
    public string? By { get; init; }

    /// <summary>A verb in the past, with its thing: <c>room.created</c>.</summary>
    public required string What { get; init; }

    /// <summary>The id of the thing.</summary>
    public required string On { get; init; }

    public string Detail { get; init; } = "";
    public string? From { get; init; }
}

internal sealed class AuditTable : IEntityTypeConfiguration<AuditLine>
{
    public void Configure(EntityTypeBuilder<AuditLine> builder)
    {
        builder.ToTable("AuditLines");
        // Each way of looking, in the order of the audit: a page costs the same among a million lines as among a hundred.
        builder.HasIndex(line => new { line.At, line.Id });
        builder.HasIndex(line => new { line.By, line.At, line.Id });
        builder.HasIndex(line => new { line.What, line.At, line.Id });
        builder.HasIndex(line => new { line.On, line.At, line.Id });
        builder.HasIndex(line => new { line.From, line.At, line.Id });
        builder.Property(line => line.What).HasMaxLength(60);
        builder.Property(line => line.Detail).HasMaxLength(500);
    }
}
