using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>How sure we are of a person in a session. Not part of the log, which everybody may read: it is asked for, by those who may know.</summary>
/// <param name="Strength">How their weakest device is bound; null for who came by an account.</param>
public sealed record PersonAssurance(
    ParticipantId Participant, Assurance Assurance, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BindingStrength? Strength);

internal static class PersonAssuranceQuery
{
    public static async Task<ImmutableArray<PersonAssurance>> AssurancesOf(this UsherDb db, SessionId session, CancellationToken cancel)
    {
        var participants = db.Participants.AsNoTracking().Where(person => person.SessionId == session);
        var people = await participants.Select(person => new { person.Id, person.InvitationId, person.AccountId, person.GuestId }).ToListAsync(cancel);
        var devices = (await db.DeviceBindings.AsNoTracking()
            .Where(device => device.RevokedAt == null && device.LapsedAt == null && participants.Any(person => person.InvitationId == device.InvitationId))
            .Select(device => new { device.InvitationId, device.Assurance, HasKey = device.KeyThumbprint != null }).ToListAsync(cancel)).ToLookup(device => device.InvitationId);
        var guests = await db.Guests.AsNoTracking().Where(guest => participants.Any(person => person.GuestId == guest.Id))
            .Select(guest => new { guest.Id, guest.Assurance, HasKey = guest.KeyThumbprint != null }).ToDictionaryAsync(guest => guest.Id, cancel);
        return
        [
            .. people.Where(person => person.AccountId is not null).Select(person => new PersonAssurance(person.Id, Assurance.SignedIn, null)),
            // Of several devices the weakest counts: any of them may be the one that speaks.
            .. people.Where(person => person.InvitationId is { } id && devices.Contains(id)).Select(person => new PersonAssurance(
                person.Id, devices[person.InvitationId!.Value].Min(device => device.Assurance),
                devices[person.InvitationId.Value].All(device => device.HasKey) ? BindingStrength.DeviceKey : BindingStrength.Cookie)),
            .. people.Where(person => person.GuestId is not null).Select(person => new PersonAssurance(
                person.Id, guests[person.GuestId!.Value].Assurance, guests[person.GuestId.Value].HasKey ? BindingStrength.DeviceKey : BindingStrength.Cookie)),
        ];
    }
}
