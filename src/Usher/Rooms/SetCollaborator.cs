using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Rooms;

/// <summary>Gives an account a standing on a room, takes it away, or hands over the ownership.</summary>
public sealed class SetCollaborator(WriteDoor door, RoomChanges changes)
{
    /// <param name="person">An account's id or address.</param>
    /// <param name="standing">Null to remove them.</param>
    public async Task<Outcome<CollaboratorView>> Run(Actor by, RoomId id, string person, Standing? standing, CancellationToken cancel = default)
    {
        var set = await door.Write(db => Set(db, by, id, person, standing, cancel), cancel);
        if (set.Problem is not null) return set;
        changes.Tell(new(id, set.Value.Account));
        if (standing is Standing.Owner) changes.Tell(new(id, by.Id));
        return set;
    }

    private static async Task<Outcome<CollaboratorView>> Set(UsherDb db, Actor by, RoomId id, string person, Standing? standing, CancellationToken cancel)
    {
        // Touches the room's row, so that on every database its collaborators change one after the other.
        var rows = await db.Rooms.Where(room => room.Id == id).Where(db.Allows(RoomAct.Collaborators, by.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(room => room.Version, room => room.Version), cancel);
        var found = await db.FindRoom(id, by.Account, RoomAct.Collaborators, cancel);
        if (rows == 0) return found.Problem ?? RoomProblems.Forbidden;
        if (found.Problem is { } problem) return problem;
        var account = await Find(db, person, cancel);
        if (account is null) return RoomProblems.UnknownPerson;
        var present = await db.Collaborators.FirstOrDefaultAsync(collaborator => collaborator.RoomId == id && collaborator.AccountId == account.Id, cancel);
        if (present is null && standing is null) return RoomProblems.UnknownPerson;
        if (CollaboratorRules.Refusal(found.Value.Standing!.Value, present?.Standing, standing) is { } refusal) return refusal;
        if (standing is Standing.Owner && account.Id != by.Id) await StepDown(db, id, by, cancel);
        if (standing is null) db.Remove(present!);
        else if (present is null) db.Add(new Collaborator { RoomId = id, AccountId = account.Id, Standing = standing.Value, AddedAt = by.At });
        else present.Standing = standing.Value;
        db.Add(by.Did(standing is null ? "collaborator.removed" : "collaborator.set", id, $"{account.Id} {standing}".Trim()));
        return new CollaboratorView(account.Id, account.Name, account.Email ?? "", standing ?? present!.Standing);
    }

    // First, since an index allows one owner at every instant.
    private static Task<int> StepDown(UsherDb db, RoomId id, Actor by, CancellationToken cancel) =>
        db.Collaborators.Where(collaborator => collaborator.RoomId == id && collaborator.AccountId == by.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(collaborator => collaborator.Standing, Standing.CoOwner), cancel);

    private static Task<Account?> Find(UsherDb db, string person, CancellationToken cancel)
    {
        var active = db.Accounts.AsNoTracking().Where(account => account.DisabledAt == null);
        if (AccountId.TryParse(person, null, out var id)) return active.FirstOrDefaultAsync(account => account.Id == id, cancel);
        var email = EmailAddress.Parse(person)?.Key;
        return active.FirstOrDefaultAsync(account => account.NormalizedEmail == email && email != null, cancel);
    }
}

/// <summary>A collaborator as lists show them.</summary>
public sealed record CollaboratorView(AccountId Account, string Name, string Email, Standing Standing);

/// <summary>Reads a room's collaborators.</summary>
public static class ListCollaborators
{
    /// <summary>Those with the most standing first.</summary>
    public static async Task<IReadOnlyList<CollaboratorView>> CollaboratorsOf(this UsherDb db, RoomId room, CancellationToken cancel = default)
    {
        var rows = await db.Collaborators.AsNoTracking()
            .Where(collaborator => collaborator.RoomId == room)
            .Select(collaborator => new { collaborator.AccountId, collaborator.Account!.FirstName, collaborator.Account.LastName, collaborator.Account.Email, collaborator.Standing })
            .ToListAsync(cancel);
        return [.. rows.Select(row => new CollaboratorView(row.AccountId, $"{row.FirstName} {row.LastName}", row.Email ?? "", row.Standing)).OrderBy(row => row.Standing).ThenBy(row => row.Name, StringComparer.CurrentCulture)];
    }
}
