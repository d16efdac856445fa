using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Somebody before the door of a session, with what they may come in as.</summary>
/// <param name="Account">By which they come; or else by an <paramref name="Invitation"/>, on one of its devices.</param>
/// <param name="Key">The thumbprint of the key that the device has to prove; null if it has none.</param>
/// <param name="Participant">Who they were in the session before; null if they never came in.</param>
public sealed record Arrival(
    AccountId? Account, InvitationId? Invitation, DeviceBindingId? Device, string? Key, ParticipantId? Participant, Admission Admission)
{
    /// <summary>By which they come, having come by a guest link on this device before.</summary>
    public GuestId? Guest { get; init; }
}

/// <summary>
/// Finds out who wants to enter a session, from what their request carries: the account they are signed in with, and the devices that
/// invitations are bound to. The page and the hub ask alike; the page changes nothing.
/// </summary>
public sealed class Arrivals(IDbContextFactory<UsherDb> databases, WriteDoor door, Admissions admissions, TimeProvider time)
{
    /// <summary>As whom they may enter; or why not.</summary>
    public async Task<Outcome<Arrival>> Find(SessionId session, HttpContext request, CancellationToken cancel = default)
    {
        var account = request.SignedIn() is { } signedIn && signedIn.MayUse(Scopes.RoomsWrite) ? await ByAccount(session, signedIn.Id, cancel) : null;
        // A Host is a Host, whatever else they were invited as.
        if (account is { Admission: { Refusal: null, Role: Role.Host } }) return account;
        var secrets = request.Request.DeviceSecrets();
        var invited = await ByDevices(session, secrets, cancel);
        invited.AddRange(await ByGuestLinks(session, secrets, cancel));
        // Removed is removed: neither an account nor another invitation opens a second door.
        if (account?.Admission.Refusal == LiveProblems.Removed || invited.Exists(one => one.Admission.Refusal == LiveProblems.Removed)) return LiveProblems.Removed;
        var best = invited.Where(one => one.Admission.Refusal is null).MaxBy(one => one.Admission.Role) ?? (account is { Admission.Refusal: null } ? account : null);
        if (best is not null) return best;
        return invited.Select(one => one.Admission.Refusal).FirstOrDefault() ?? account?.Admission.Refusal
            ?? (request.SignedIn() is null ? CommonProblems.SignInNeeded : LiveProblems.NotAdmitted);
    }

    /// <summary>Notes that they come in: who they are in the session from now on, and that their device has connected.</summary>
    public async Task<Outcome<ParticipantId>> Admit(SessionId session, Arrival arrival, CancellationToken cancel = default)
    {
        if (arrival.Device is { } device && !await Connect(device, cancel)) return InvitationProblems.BindingLapsed;
        if (arrival.Guest is { } guest && !await Connect(guest, cancel)) return LiveProblems.GuestLapsed;
        if (arrival.Participant is { } known) return known;
        try
        {
            return await door.Write(db => Add(db, session, arrival), cancel);
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // Another connection of theirs was quicker: now they are known.
            return await door.Write(db => Add(db, session, arrival), cancel);
        }
    }

    private async Task<Arrival?> ByAccount(SessionId session, AccountId account, CancellationToken cancel) =>
        await admissions.Judge(session, account, cancel) is { } applicant
            ? new(account, null, null, null, applicant.Participant, applicant.Admission)
            : null;

    private async Task<List<Arrival>> ByGuestLinks(SessionId session, IReadOnlyDictionary<DeviceBindingId, string> secrets, CancellationToken cancel)
    {
        if (secrets.Count == 0) return [];
        var ids = secrets.Keys.Select(id => new GuestId(id.Value)).ToArray();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var known = await db.Guests.AsNoTracking().Where(guest => ids.Contains(guest.Id)).ToListAsync(cancel);
        var arrivals = new List<Arrival>();
        foreach (var guest in known.Where(guest => Secret.Matches(secrets[new(guest.Id.Value)], guest.SecretHash)))
        {
            if (await admissions.Judge(session, guest.Id, cancel) is not { } applicant) continue;
            arrivals.Add(new(null, null, null, guest.KeyThumbprint, applicant.Participant, applicant.Admission) { Guest = guest.Id });
        }
        return arrivals;
    }

    private async Task<List<Arrival>> ByDevices(SessionId session, IReadOnlyDictionary<DeviceBindingId, string> secrets, CancellationToken cancel)
    {
        if (secrets.Count == 0) return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var known = await db.DeviceBindings.AsNoTracking().Where(device => secrets.Keys.Contains(device.Id)).ToListAsync(cancel);
        var arrivals = new List<Arrival>();
        foreach (var device in known.Where(device => Secret.Matches(secrets[device.Id], device.SecretHash)))
        {
            if (await admissions.Judge(session, device.InvitationId, cancel) is not { } applicant) continue;
            var admission = applicant.Admission;
            // The invitation may be in force on another device that took this one's place.
            if (admission.Refusal is null && (device.RevokedAt ?? device.LapsedAt) is not null) admission = admission with { Refusal = InvitationProblems.BindingLapsed };
            arrivals.Add(new(null, device.InvitationId, device.Id, device.KeyThumbprint, applicant.Participant, admission));
        }
        return arrivals;
    }

    /// <summary>False if the device has lost its place, at this very moment perhaps: the row's own word counts.</summary>
    private async Task<bool> Connect(DeviceBindingId id, CancellationToken cancel)
    {
        var now = time.Now();
        return await door.Write(db => db.DeviceBindings
            .Where(device => device.Id == id && device.LapsedAt == null && device.RevokedAt == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(device => device.ConnectedAt, device => device.ConnectedAt ?? now)
                .SetProperty(device => device.LastSeenAt, now)), cancel) == 1;
    }

    /// <summary>The same of a guest.</summary>
    private async Task<bool> Connect(GuestId id, CancellationToken cancel)
    {
        var now = time.Now();
        return await door.Write(db => db.Guests
            .Where(guest => guest.Id == id && guest.LapsedAt == null && guest.RevokedAt == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(guest => guest.ConnectedAt, guest => guest.ConnectedAt ?? now)
                .SetProperty(guest => guest.LastSeenAt, now)), cancel) == 1;
    }

    private async Task<ParticipantId> Add(UsherDb db, SessionId session, Arrival arrival)
    {
        var now = time.Now();
        var name = arrival.Account is { } account
            ? await db.Accounts.Where(one => one.Id == account).Select(one => new { one.FirstName, one.LastName }).SingleAsync()
            : await db.Invitations.Where(one => one.Id == arrival.Invitation).Select(one => new { one.FirstName, one.LastName }).SingleAsync();
        return await db.Admit(new Participant
        {
            Id = ParticipantId.New(now),
            SessionId = session,
            AccountId = arrival.Account,
            InvitationId = arrival.Invitation,
            FirstName = name.FirstName,
            LastName = name.LastName,
            AdmittedAt = now,
        });
    }
}
