using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Accounts under a name, so that a policy can name many at once.</summary>
public sealed class Group
{
    public required GroupId Id { get; init; }
    public required string Name { get; set; }

    /// <summary>The name in the one form in which names are compared: no two groups are told apart by case alone.</summary>
    public required string NameKey { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts changes of the name, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int Version { get; set; } = 1;

    public List<GroupMember> Members { get; init; } = [];

    public static string KeyOf(string name) => name.Normalize().ToLowerInvariant();
}

/// <summary>An account in a group.</summary>
public sealed class GroupMember
{
    public required GroupId GroupId { get; init; }
    public required AccountId AccountId { get; init; }
    public Account? Account { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}

internal sealed class GroupTables : IEntityTypeConfiguration<Group>, IEntityTypeConfiguration<GroupMember>
{
    public void Configure(EntityTypeBuilder<Group> builder)
    {
        builder.ToTable("Groups").HasIndex(group => group.NameKey).IsUnique();
        builder.Property(group => group.Name).HasMaxLength(GroupRules.NameLength);
        builder.Property(group => group.NameKey).HasMaxLength(GroupRules.NameLength * 2);
        builder.HasMany(group => group.Members).WithOne().HasForeignKey(member => member.GroupId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<GroupMember> builder)
    {
        builder.ToTable("GroupMembers").HasKey(member => new { member.GroupId, member.AccountId });
        builder.HasOne(member => member.Account).WithMany().HasForeignKey(member => member.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal static class GroupSets
{
    extension(UsherDb db)
    {
        public DbSet<Group> Groups => db.Set<Group>();
        public DbSet<GroupMember> GroupMembers => db.Set<GroupMember>();
    }
}
