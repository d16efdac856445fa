using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Live;

/// <summary>An event of a live session as the durable log holds it. (session, sequence) is unique: two authorities can never both go on.</summary>
public sealed class LoggedEvent
{
    public required SessionId SessionId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The event as JSON, with its type.</summary>
    public required string Event { get; init; }
}

/// <summary>The state of a session after an event of its log, so that a restart need not read it all.</summary>
public sealed class LiveSnapshot
{
    public required SessionId SessionId { get; init; }
    public required long Sequence { get; set; }
    public required string State { get; set; }
}

internal sealed class LiveTables : IEntityTypeConfiguration<LoggedEvent>, IEntityTypeConfiguration<LiveSnapshot>
{
    public void Configure(EntityTypeBuilder<LoggedEvent> builder) =>
        builder.ToTable("LiveEvents").HasKey(logged => new { logged.SessionId, logged.Sequence });

    public void Configure(EntityTypeBuilder<LiveSnapshot> builder) =>
        builder.ToTable("LiveSnapshots").HasKey(snapshot => snapshot.SessionId);
}

internal static class LiveSets
{
    extension(UsherDb db)
    {
        public DbSet<LoggedEvent> LiveEvents => db.Set<LoggedEvent>();
        public DbSet<LiveSnapshot> LiveSnapshots => db.Set<LiveSnapshot>();
    }
}
