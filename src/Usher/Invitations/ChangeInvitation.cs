using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What a host may change of an invitation that is out. What is left out stays.</summary>
/// <param name="Role">Its type; it takes effect in the session within a second.</param>
/// <param name="ExpiresAt">When it ends, within the site's cap. Extending never revives what was revoked.</param>
/// <param name="MaxDevices">Devices that may be bound; those that are stay so.</param>
public sealed record InvitationChanges(Role? Role = null, DateTimeOffset? ExpiresAt = null, int? MaxDevices = null)
{
    /// <summary>What is wrong with them; null if nothing is.</summary>
    internal Problem? Check(InvitationSettings site, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Require(Role is not { } role || InvitationRules.IsType(role), "role", "Choose Viewer, Moderator or Speaker.");
        InvitationRules.CheckExpiry(ExpiresAt, site, now, errors);
        InvitationRules.CheckDevices(MaxDevices, site, errors);
        return errors.Problem;
    }
}

/// <summary>Changes an invitation's type, expiry or number of devices.</summary>
public sealed class ChangeInvitation(WriteDoor door, SiteSettings settings, SessionChanges sessions, RegisterChanges register)
{
    /// <param name="version">The version that the host saw, to change nothing that somebody else has changed since; null to change it whatever it is.</param>
    public async Task<Outcome<Done>> Change(ManagedInvitation invitation, InvitationChanges changes, int? version, Actor by)
    {
        var (now, site) = (by.At, await settings.Invitations());
        if (changes.Check(site, now) is { } problem) return problem;

        var participants = await door.Write(async db =>
        {
            return await ChangeWithin(db, invitation.Id, changes, version, by) ? await db.ParticipantsOf(invitation.Id) : null;
        });
        if (participants is null) return await Why(invitation.Id, version);
        sessions.TellAll(participants);
        register.Tell(invitation.Room);
        return new Done();
    }

    /// <summary>As part of a larger unit of work; the changes have been checked. False if it cannot be changed.</summary>
    internal static async Task<bool> ChangeWithin(UsherDb db, InvitationId id, InvitationChanges changes, int? version, Actor by)
    {
        if (!await Apply(db, id, changes, version)) return false;
        foreach (var (what, detail) in Lines(changes))
            db.Add(new HistoryLine { InvitationId = id, At = by.At, What = what, Detail = detail, ById = by.Id, From = by.From });
        return true;
    }

    private static async Task<bool> Apply(UsherDb db, InvitationId id, InvitationChanges changes, int? version) =>
        await db.Invitations
            .Where(one => one.Id == id && one.RevokedAt == null && one.Room!.DeletedAt == null && (version == null || one.Version == version))
            .ExecuteUpdateAsync(set => set
                .SetProperty(one => one.Role, one => changes.Role ?? one.Role)
                .SetProperty(one => one.ExpiresAt, one => changes.ExpiresAt ?? one.ExpiresAt)
                .SetProperty(one => one.MaxDevices, one => changes.MaxDevices ?? one.MaxDevices)
                .SetProperty(one => one.Version, one => one.Version + 1)) == 1;

    private async Task<Problem> Why(InvitationId id, int? version) => await door.Write(async db =>
        await db.Invitations.Where(one => one.Id == id).Select(one => new { one.RevokedAt, one.Version }).SingleOrDefaultAsync() switch
        {
            null => InvitationProblems.Unknown,
            { RevokedAt: null } found when version is { } seen && found.Version != seen => CommonProblems.Stale,
            _ => InvitationProblems.Over,
        });

    private static IEnumerable<(HistoryWhat What, string Detail)> Lines(InvitationChanges changes)
    {
        if (changes.Role is { } role) yield return (HistoryWhat.RoleChanged, role.ToString());
        if (changes.ExpiresAt is { } instant) yield return (HistoryWhat.Extended, instant.ToString("u", null));
        if (changes.MaxDevices is { } devices) yield return (HistoryWhat.DevicesChanged, $"{devices}");
    }
}
