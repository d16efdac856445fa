using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>What admins do to groups: each act with its audit line, in one unit of work.</summary>
public sealed class ChangeGroups(WriteDoor door)
{
    public async Task<Outcome<GroupId>> Create(string? name, Actor admin)
    {
        if (GroupRules.ErrorsOf(name) is { } problem) return problem;
        var id = GroupId.New(admin.At);
        return await Uniquely(db =>
        {
            db.Add(new Group { Id = id, Name = name!.Trim(), NameKey = Group.KeyOf(name.Trim()), CreatedAt = admin.At });
            db.Add(admin.Did("group.created", id, name.Trim()));
            return Task.FromResult<Outcome<GroupId>>(id);
        });
    }

    /// <param name="version">The version that the admin saw; null to rename it whatever it is.</param>
    public async Task<Outcome<GroupId>> Rename(GroupId id, string? name, int? version, Actor admin)
    {
        if (GroupRules.ErrorsOf(name) is { } problem) return problem;
        return await Uniquely(async db =>
        {
            if (await db.Groups.FirstOrDefaultAsync(group => group.Id == id) is not { } found) return GroupProblems.Unknown;
            if (version is { } seen && seen != found.Version) return CommonProblems.Stale;
            (found.Name, found.NameKey, found.Version) = (name!.Trim(), Group.KeyOf(name.Trim()), found.Version + 1);
            db.Add(admin.Did("group.renamed", id, found.Name));
            return id;
        });
    }

    public Task<Outcome<Done>> Delete(GroupId id, Actor admin) => door.Write<Outcome<Done>>(async db =>
    {
        await db.GroupMembers.Where(member => member.GroupId == id).ExecuteDeleteAsync();
        if (await db.Groups.Where(group => group.Id == id).ExecuteDeleteAsync() == 0) return GroupProblems.Unknown;
        db.Add(admin.Did("group.deleted", id));
        return new Done();
    });

    /// <summary>Adding who is in already is done.</summary>
    public async Task<Outcome<Done>> Add(GroupId id, AccountId account, Actor admin)
    {
        try
        {
            return await door.Write(db => Add(db, id, account, admin));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return new Done();
        }
        catch (DbUpdateException fault) when (fault.IsOrphan())
        {
            // The group or the account was deleted just now, and a second look tells which.
            return await door.Write(db => Add(db, id, account, admin));
        }
    }

    private static async Task<Outcome<Done>> Add(UsherDb db, GroupId id, AccountId account, Actor admin)
    {
        if (!await db.Groups.AnyAsync(group => group.Id == id)) return GroupProblems.Unknown;
        if (!await db.Accounts.AnyAsync(one => one.Id == account)) return GroupProblems.NoSuchAccount;
        if (await db.GroupMembers.AnyAsync(member => member.GroupId == id && member.AccountId == account)) return new Done();
        db.Add(new GroupMember { GroupId = id, AccountId = account, AddedAt = admin.At });
        db.Add(admin.Did("group.member-added", id, account.ToString()));
        return new Done();
    }

    /// <summary>Removing who is not in is done.</summary>
    public Task<Outcome<Done>> Remove(GroupId id, AccountId account, Actor admin) => door.Write<Outcome<Done>>(async db =>
    {
        if (!await db.Groups.AnyAsync(group => group.Id == id)) return GroupProblems.Unknown;
        if (await db.GroupMembers.Where(member => member.GroupId == id && member.AccountId == account).ExecuteDeleteAsync() == 1)
            db.Add(admin.Did("group.member-removed", id, account.ToString()));
        return new Done();
    });

    private async Task<Outcome<GroupId>> Uniquely(Func<UsherDb, Task<Outcome<GroupId>>> unit)
    {
        try
        {
            return await door.Write(unit);
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return GroupProblems.Exists;
        }
    }
}
