using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>
/// Those who were removed from a session, by all that they could come back by: their invitation, their guest link, their address, their
/// account and the keys of their devices. Another invitation to the same person, or to another name on the same device, opens no second door,
/// nor does being erased meanwhile. An address that a guest only typed keeps guests out, and nobody else: it may be somebody else's.
/// </summary>
public sealed class Removals
{
    public static readonly Removals None = new();

    private readonly HashSet<AccountId> accounts = [];
    private readonly HashSet<InvitationId> invitations = [];
    private readonly HashSet<string> addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> typedByGuests = new(StringComparer.Ordinal);
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private MarkedInSession erased = MarkedInSession.None;

    /// <param name="address">In the form that addresses are compared in.</param>
    /// <param name="signIns">What platforms know them by: <see cref="RemovalMarks.SignIn"/>.</param>
    public bool Bar(AccountId account, string? address, IEnumerable<string> signIns) =>
        accounts.Contains(account) || (address is not null && HasAddress(address)) || signIns.Any(erased.Bear);

    /// <param name="address">In the form that addresses are compared in.</param>
    /// <param name="devices">The thumbprints of the keys that it was ever bound to.</param>
    public bool Bar(InvitationId invitation, string address, IEnumerable<string?> devices) =>
        invitations.Contains(invitation) || HasAddress(address) || devices.Any(key => key is not null && HasKey(key));

    /// <summary>The same of somebody who came by a guest link.</summary>
    public bool Bar(string address, string? key) =>
        HasAddress(address) || typedByGuests.Contains(address) || erased.Bear(RemovalMarks.TypedByGuest(address)) || (key is not null && HasKey(key));

    /// <summary>Whether anybody was erased since: only then it matters by what else they are known.</summary>
    public bool Erased => erased.Any;

    private bool HasAddress(string address) => addresses.Contains(address) || erased.Bear(RemovalMarks.Address(address));

    private bool HasKey(string key) => keys.Contains(key) || erased.Bear(RemovalMarks.Key(key));

    public static async Task<Removals> Of(UsherDb db, RemovalMarks marks, SessionId session, CancellationToken cancel)
    {
        var (accounts, invitations, devices, guests) = (db.Accounts, db.Invitations, db.DeviceBindings, db.Guests);
        var rows = await db.Participants.AsNoTracking().Where(person => person.SessionId == session && person.RemovedAt != null).Select(person => new
        {
            person.AccountId,
            person.InvitationId,
            Address = accounts.Where(one => one.Id == person.AccountId).Select(one => one.NormalizedEmail).FirstOrDefault()
                ?? invitations.Where(one => one.Id == person.InvitationId).Select(one => one.EmailKey).FirstOrDefault()
                ?? guests.Where(one => one.Id == person.GuestId && one.Assurance == Assurance.EmailedCode).Select(one => one.EmailKey).FirstOrDefault(),
            Typed = guests.Where(one => one.Id == person.GuestId).Select(one => one.EmailKey).FirstOrDefault(),
            GuestKey = guests.Where(one => one.Id == person.GuestId).Select(one => one.KeyThumbprint).FirstOrDefault(),
            Keys = devices.Where(one => one.InvitationId == person.InvitationId && one.KeyThumbprint != null).Select(one => one.KeyThumbprint!).ToList(),
        }).ToListAsync(cancel);
        if (rows.Count == 0) return None;
        var removals = new Removals { erased = await marks.In(db, session, cancel) };
        foreach (var row in rows)
        {
            if (row.AccountId is { } account) removals.accounts.Add(account);
            if (row.InvitationId is { } invitation) removals.invitations.Add(invitation);
            if (row.Address is { } address) removals.addresses.Add(address);
            if (row.Typed is { } typed) removals.typedByGuests.Add(typed);
            if (row.GuestKey is { } key) removals.keys.Add(key);
            removals.keys.UnionWith(row.Keys);
        }
        return removals;
    }
}
