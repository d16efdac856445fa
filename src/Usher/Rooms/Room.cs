using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Who may see a room's media page and walk into its sessions without an invitation.</summary>
public enum RoomAccess
{
    /// <summary>Its collaborators.</summary>
    Private,

    /// <summary>The members of the LMS course it was created in.</summary>
    Course,

    /// <summary>Any account.</summary>
    Members,

    /// <summary>Anyone with the address.</summary>
    Public,
}

/// <summary>Who may come on stage of their own accord.</summary>
public enum StageMode
{
    Everyone,
    ByRequest,
    InvitedOnly,
}

/// <summary>The durable place, with its media page.</summary>
public sealed class Room
{
    public const int TitleLength = 200;
    public const int DescriptionLength = 20_000;

    public required RoomId Id { get; init; }
    public required string Title { get; set; }

    /// <summary>Markdown; rendered without raw HTML and sanitised.</summary>
    public string Description { get; set; } = "";

    public RoomAccess Access { get; set; }

    /// <summary>Chat &amp; Collaboration: without it nobody can be invited.</summary>
    public bool ChatAndCollaboration { get; set; } = true;

    /// <summary>Whether its guest links let anybody in.</summary>
    public bool GuestAccess { get; set; }

    public StageMode StageMode { get; set; } = StageMode.ByRequest;

    /// <summary>An IANA name, such as <c>Europe/Dublin</c>.</summary>
    public required string TimeZone { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Counts edits, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The course that it was made in; null for any other room.</summary>
    public CourseId? CourseId { get; init; }

    public List<Collaborator> Collaborators { get; init; } = [];
    public List<RoomSpeaker> Speakers { get; init; } = [];
    public List<RoomFile> Files { get; init; } = [];
}

/// <summary>An account with a standing on a room.</summary>
public sealed class Collaborator
{
    public required RoomId RoomId { get; init; }
    public required AccountId AccountId { get; init; }
    public required Standing Standing { get; set; }
    public required DateTimeOffset AddedAt { get; init; }
    public Account? Account { get; init; }
    public Room? Room { get; init; }
}

/// <summary>A person whom the media page names as speaking; no account and no invitation follow from it.</summary>
public sealed class RoomSpeaker
{
    public required RoomId RoomId { get; init; }

    /// <summary>The place in the list, from 0.</summary>
    public required int Place { get; init; }

    public required string Name { get; init; }
    public string About { get; init; } = "";
}

/// <summary>What a file of a room is for.</summary>
public enum RoomFileKind
{
    Attachment,
    Poster,
}

/// <summary>A poster or an attachment. Its bytes are a row of their own, so that lists never carry them.</summary>
public sealed class RoomFile
{
    public required RoomFileId Id { get; init; }
    public required RoomId RoomId { get; init; }
    public required RoomFileKind Kind { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }
    public RoomFileContent? Content { get; init; }
}

/// <summary>The bytes of a room's file.</summary>
public sealed class RoomFileContent
{
    public required RoomFileId RoomFileId { get; init; }
    public required byte[] Bytes { get; init; }
}

internal sealed class RoomTables :
    IEntityTypeConfiguration<Room>, IEntityTypeConfiguration<Collaborator>, IEntityTypeConfiguration<RoomSpeaker>,
    IEntityTypeConfiguration<RoomFile>, IEntityTypeConfiguration<RoomFileContent>
{
    public void Configure(EntityTypeBuilder<Room> builder)
    {
        builder.ToTable("Rooms");
        builder.Property(room => room.Title).HasMaxLength(Room.TitleLength);
        builder.Property(room => room.TimeZone).HasMaxLength(60);
        builder.HasOne<Course>().WithMany().HasForeignKey(room => room.CourseId);
        builder.HasMany(room => room.Collaborators).WithOne(collaborator => collaborator.Room).HasForeignKey(collaborator => collaborator.RoomId);
        builder.HasMany(room => room.Speakers).WithOne().HasForeignKey(speaker => speaker.RoomId);
        builder.HasMany(room => room.Files).WithOne().HasForeignKey(file => file.RoomId);
    }

    public void Configure(EntityTypeBuilder<Collaborator> builder)
    {
        builder.ToTable("Collaborators").HasKey(collaborator => new { collaborator.RoomId, collaborator.AccountId });
        builder.HasOne(collaborator => collaborator.Account).WithMany().HasForeignKey(collaborator => collaborator.AccountId);
        // A room has exactly one owner, whatever happens at once.
        builder.HasIndex(collaborator => collaborator.RoomId).IsUnique().HasFilter("standing = 'Owner'").HasDatabaseName("IxCollaboratorsOneOwner");
    }

    public void Configure(EntityTypeBuilder<RoomSpeaker> builder)
    {
        builder.ToTable("RoomSpeakers").HasKey(speaker => new { speaker.RoomId, speaker.Place });
        builder.Property(speaker => speaker.Name).HasMaxLength(200);
        builder.Property(speaker => speaker.About).HasMaxLength(300);
    }

    public void Configure(EntityTypeBuilder<RoomFile> builder)
    {
        builder.ToTable("RoomFiles");
        builder.Property(file => file.FileName).HasMaxLength(255);
        builder.Property(file => file.ContentType).HasMaxLength(127);
        builder.HasOne(file => file.Content).WithOne().HasForeignKey<RoomFileContent>(content => content.RoomFileId);
    }

    public void Configure(EntityTypeBuilder<RoomFileContent> builder) =>
        builder.ToTable("RoomFileContents").HasKey(content => content.RoomFileId);
}

internal static class RoomSets
{
    extension(UsherDb db)
    {
        public DbSet<Room> Rooms => db.Set<Room>();
        public DbSet<Collaborator> Collaborators => db.Set<Collaborator>();
        public DbSet<RoomSpeaker> RoomSpeakers => db.Set<RoomSpeaker>();
        public DbSet<RoomFile> RoomFiles => db.Set<RoomFile>();
        public DbSet<RoomFileContent> RoomFileContents => db.Set<RoomFileContent>();
    }
}
