using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Who somebody before the door is: an account, or a device that an invitation is bound to.</summary>
/// <param name="Key">The thumbprint of the key that the device has to prove; null if it has none.</param>
public sealed record Identity(AccountId? Account, InvitationId? Invitation, DeviceBindingId? Device, string? Key);

/// <summary>Somebody before the door, as what they may come in, and as whom they were there before.</summary>
public sealed record Arrival(Identity Identity, ParticipantId? Participant, Admission Admission);

/// <summary>
/// Finds out who wants to enter a session, from what their request carries: the account they are signed in with and the devices of
/// invitations. The page and the hub ask alike; the page changes nothing.
/// </summary>
public sealed class Entrance(IDbContextFactory<UsherDb> databases, WriteDoor door, Admissions admissions, TimeProvider time)
{
    /// <summary>Each bound device of a browser has a cookie of this name and the binding's id, holding the device's secret.</summary>
    public const string DeviceCookie = "__Host-usher-device.";

    private const int MostDevices = 20;

    /// <summary>As whom they may enter; or why not.</summary>
    public async Task<Outcome<Arrival>> Find(SessionId session, HttpContext request, CancellationToken cancel = default)
    {
        var account = request.SignedIn() is { } signedIn ? await ByAccount(session, signedIn.Id, cancel) : null;
        // A Host is a Host, whatever else they were invited as.
        if (account is { Admission: { Refusal: null, Role: Role.Host } }) return account;
        var invited = new List<Arrival>();
        foreach (var device in await Devices(request, cancel))
            if (await admissions.Judge(session, device.InvitationId, cancel) is { } applicant)
                invited.Add(new(new(null, device.InvitationId, device.Id, device.KeyThumbprint), applicant.Participant, applicant.Admission));
        if (invited.Where(one => one.Admission.Refusal is null).MaxBy(one => one.Admission.Role) is { } best) return best;
        // Removed is removed: an account opens no second door.
        if (account is { Admission.Refusal: null } && !invited.Exists(one => one.Admission.Refusal == LiveProblems.Removed)) return account;
        return invited.Select(one => one.Admission.Refusal).FirstOrDefault() ?? account?.Admission.Refusal
            ?? (request.SignedIn() is null ? CommonProblems.SignInNeeded : LiveProblems.NotAdmitted);
    }

    /// <summary>Notes that they come in: the participant they are from now on, and the first connection of their device.</summary>
    public async Task<Outcome<ParticipantId>> Pass(SessionId session, Arrival arrival, CancellationToken cancel = default)
    {
        if (arrival.Identity.Device is { } device && !await Connect(device, cancel)) return InvitationProblems.BindingLapsed;
        if (arrival.Participant is { } known) return known;
        try
        {
            return await Add(session, arrival, cancel);
        }
        catch (DbUpdateException)
        {
            // Another connection of theirs was quicker: one row a person, whatever happens at once.
            return await Find(session, arrival.Identity, cancel);
        }
    }

    private async Task<Arrival?> ByAccount(SessionId session, AccountId account, CancellationToken cancel) =>
        await admissions.Judge(session, account, cancel) is { } applicant
            ? new(new(account, null, null, null), applicant.Participant, applicant.Admission)
            : null;

    private async Task<List<DeviceBinding>> Devices(HttpContext request, CancellationToken cancel)
    {
        var secrets = new Dictionary<DeviceBindingId, string>();
        foreach (var (name, secret) in request.Request.Cookies)
            if (secrets.Count < MostDevices && name.StartsWith(DeviceCookie, StringComparison.Ordinal)
                && DeviceBindingId.TryParse(name[DeviceCookie.Length..], null, out var id)) secrets[id] = secret;
        if (secrets.Count == 0) return [];
        await using var db = await databases.CreateDbContextAsync(cancel);
        var ids = secrets.Keys.ToArray();
        var devices = await db.DeviceBindings.AsNoTracking().Where(device => ids.Contains(device.Id)).ToListAsync(cancel);
        return devices.FindAll(device => Secret.Matches(secrets[device.Id], device.SecretHash));
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

    private async Task<ParticipantId> Add(SessionId session, Arrival arrival, CancellationToken cancel)
    {
        var now = time.Now();
        var id = ParticipantId.New(now);
        var (account, invitation) = (arrival.Identity.Account, arrival.Identity.Invitation);
        await door.Write(async db =>
        {
            var (first, last) = account is { } mine
                ? await db.Accounts.Where(one => one.Id == mine).Select(one => new ValueTuple<string, string>(one.FirstName, one.LastName)).SingleAsync()
                : await db.Invitations.Where(one => one.Id == invitation).Select(one => new ValueTuple<string, string>(one.FirstName, one.LastName)).SingleAsync();
            db.Add(new Participant
            {
                Id = id, SessionId = session, AccountId = account, InvitationId = invitation, FirstName = first, LastName = last, AdmittedAt = now,
            });
        }, cancel);
        return id;
    }

    private async Task<ParticipantId> Find(SessionId session, Identity identity, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Participants
            .Where(one => one.SessionId == session && one.AccountId == identity.Account && one.InvitationId == identity.Invitation)
            .Select(one => one.Id).SingleAsync(cancel);
    }
}
