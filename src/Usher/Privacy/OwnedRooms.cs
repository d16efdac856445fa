using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Privacy;

/// <param name="Heir">The co-owner of longest standing who can sign in; null when there is none.</param>
internal sealed record OwnedRoom(RoomId Room, AccountId? Heir);

/// <summary>What becomes of the rooms of somebody who is erased.</summary>
internal static class OwnedRooms
{
    /// <summary>Those they own and that are not deleted. Held until the end of the unit, so that its collaborators change before or after.</summary>
    public static async Task<List<OwnedRoom>> RoomsOf(this UsherDb db, IReadOnlyList<AccountId> accounts)
    {
        var (collaborators, owned) = (db.Collaborators, db.Collaborators.Where(one => accounts.Contains(one.AccountId) && one.Standing == Standing.Owner));
        await db.Rooms.Where(room => owned.Any(one => one.RoomId == room.Id)).ExecuteUpdateAsync(set => set.SetProperty(room => room.Version, room => room.Version));
        return await owned.Where(one => one.Room!.DeletedAt == null).OrderBy(one => one.RoomId).Select(one => new OwnedRoom(
            one.RoomId,
            collaborators.Where(other => other.RoomId == one.RoomId && other.Standing == Standing.CoOwner && other.Account!.DisabledAt == null && !accounts.Contains(other.AccountId))
                .OrderBy(other => other.AddedAt).ThenBy(other => other.AccountId).Select(other => (AccountId?)other.AccountId).FirstOrDefault())).ToListAsync();
    }

    /// <summary>They are no collaborators any more, and a room of theirs is its co-owner's.</summary>
    /// <returns>What to tell once this is committed.</returns>
    public static async Task<IReadOnlyList<RoomChange>> HandOver(this UsherDb db, IReadOnlyList<AccountId> accounts, Actor by)
    {
        var owned = await db.RoomsOf(accounts);
        // First, since an index allows one owner at every instant.
        await db.Collaborators.Where(one => accounts.Contains(one.AccountId)).ExecuteDeleteAsync();
        foreach (var (room, heir) in owned)
        {
            await db.Collaborators.Where(one => one.RoomId == room && one.AccountId == heir).ExecuteUpdateAsync(set => set.SetProperty(one => one.Standing, Standing.Owner));
            db.Add(by.Did("collaborator.set", room, $"{heir} {Standing.Owner}"));
        }
        return [.. owned.Select(one => new RoomChange(one.Room, one.Heir))];
    }
}
