using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Lti;

/// <summary>Registers learning platforms, changes what is known of them, turns them off, and forgets those that nobody came from.</summary>
public sealed class SaveRegistration(WriteDoor door, PlatformCalls calls, RoomChanges changes)
{
    public async Task<Outcome<LtiRegistration>> Create(RegistrationDetails details, Actor by)
    {
        if (details.Check(calls, whole: true) is { } wrong) return wrong;
        var registration = New(details, by.At);
        try
        {
            return await door.Write(db => Create(db, registration, by.Did("lti-registration.created", registration.Id, registration.Issuer.Cut())));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return LtiProblems.Exists;
        }
    }

    /// <summary>Within a larger unit of work.</summary>
    internal static async Task<Outcome<LtiRegistration>> Create(UsherDb db, LtiRegistration registration, AuditLine line)
    {
        if (await db.LtiRegistrations.AnyAsync(other => other.Issuer == registration.Issuer && other.ClientId == registration.ClientId)) return LtiProblems.Exists;
        db.AddRange(registration, line);
        return registration;
    }

    internal static LtiRegistration New(RegistrationDetails details, DateTimeOffset now)
    {
        var registration = new LtiRegistration
        {
            Id = LtiRegistrationId.New(now),
            Name = "",
            Issuer = "",
            ClientId = "",
            KeysetUrl = "",
            TokenUrl = "",
            AuthorizationUrl = "",
            Roles = new(),
            CreatedAt = now,
        };
        Apply(registration, details, now);
        registration.Deployments.AddRange(DeploymentsOf(registration.Id, details));
        return registration;
    }

    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    public async Task<Outcome<LtiRegistration>> Edit(LtiRegistrationId id, RegistrationDetails details, int? version, Actor by)
    {
        if (details.Check(calls, whole: false) is { } wrong) return wrong;
        try
        {
            var edited = await door.Write(db => Edit(db, id, details, version, by));
            if (edited.Problem is { } problem) return problem;
            foreach (var room in edited.Value.Rooms) changes.Tell(new(room));
            return edited.Value.Registration;
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return LtiProblems.Exists;
        }
    }

    public Task<Outcome<Done>> Remove(LtiRegistrationId id, Actor by) => door.Write<Outcome<Done>>(async db =>
    {
        if (await db.Courses.AnyAsync(course => course.RegistrationId == id) || await db.SignIns.AnyAsync(signIn => signIn.LaunchedFrom == id)) return LtiProblems.InUse;
        await db.LtiDeployments.Where(deployment => deployment.RegistrationId == id).ExecuteDeleteAsync();
        if (await db.LtiRegistrations.Where(one => one.Id == id).ExecuteDeleteAsync() == 0) return LtiProblems.Unknown;
        db.Add(by.Did("lti-registration.removed", id));
        return new Done();
    });

    /// <returns>With the rooms in which people are somebody else than before.</returns>
    private static async Task<Outcome<Edited>> Edit(UsherDb db, LtiRegistrationId id, RegistrationDetails details, int? version, Actor by)
    {
        // Held from here on, so that of two who edit at once one is told.
        var held = await db.LtiRegistrations.Where(one => one.Id == id && (version == null || one.Version == version))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version + 1));
        var found = await db.LtiRegistrations.Include(one => one.Deployments).FirstOrDefaultAsync(one => one.Id == id);
        if (found is null) return LtiProblems.Unknown;
        if (held == 0) return CommonProblems.Stale;
        var mapping = found.Roles;
        Apply(found, details, by.At);
        if (await db.LtiRegistrations.AnyAsync(other => other.Id != id && other.Issuer == found.Issuer && other.ClientId == found.ClientId)) return LtiProblems.Exists;
        if (details.Deployments is not null)
        {
            found.Deployments.RemoveAll(one => !details.Deployments.Contains(one.DeploymentId, StringComparer.Ordinal));
            found.Deployments.AddRange(DeploymentsOf(id, details).Where(one => !found.Deployments.Exists(known => known.DeploymentId == one.DeploymentId)));
        }
        var courses = db.Courses;
        var members = db.CourseMembers.Where(member => courses.Any(course => course.Id == member.CourseId && course.RegistrationId == id));
        if (found.DisabledAt is not null)
        {
            // What it said of who belongs to its courses counts no more. Turned on again, it says so anew with each launch and roster.
            await members.Where(member => member.LeftAt == null).ExecuteUpdateAsync(set => set.SetProperty(member => member.LeftAt, by.At));
            await db.SignIns.Where(signIn => signIn.LaunchedFrom == id && signIn.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(signIn => signIn.EndedAt, by.At));
        }
        if (found.Roles != mapping) await Map(members, found.Roles);
        db.Add(by.Did("lti-registration.changed", id, found.DisabledAt is null ? "" : "off"));
        var rooms = found.DisabledAt is null && found.Roles == mapping ? []
            : await db.Rooms.Where(room => room.DeletedAt == null && courses.Any(course => course.Id == room.CourseId && course.RegistrationId == id)).Select(room => room.Id).ToListAsync();
        return new Edited(found, rooms);
    }

    /// <summary>Makes those who are in its courses what the mapping says now, without waiting until they come again.</summary>
    private static async Task Map(IQueryable<CourseMember> members, RoleMapping mapping)
    {
        foreach (var names in await members.Where(member => member.RoleNames != null).Select(member => member.RoleNames!).Distinct().ToListAsync())
        {
            var role = ContextRoleRules.OfNames(names, mapping);
            await members.Where(member => member.RoleNames == names && member.Role != role).ExecuteUpdateAsync(set => set.SetProperty(member => member.Role, role));
        }
    }

    private sealed record Edited(LtiRegistration Registration, IReadOnlyList<RoomId> Rooms);

    private static IEnumerable<LtiDeployment> DeploymentsOf(LtiRegistrationId id, RegistrationDetails details) =>
        (details.Deployments ?? []).Distinct(StringComparer.Ordinal).Select(deployment => new LtiDeployment { RegistrationId = id, DeploymentId = deployment });

    private static void Apply(LtiRegistration one, RegistrationDetails details, DateTimeOffset now)
    {
        one.Name = details.Name?.Trim() ?? one.Name;
        one.Issuer = details.Issuer?.Trim() ?? one.Issuer;
        one.ClientId = details.ClientId?.Trim() ?? one.ClientId;
        one.KeysetUrl = details.KeysetUrl ?? one.KeysetUrl;
        one.TokenUrl = details.TokenUrl ?? one.TokenUrl;
        if (details.TokenAudience is { } audience) one.TokenAudience = audience.Trim() is { Length: > 0 } said ? said : null;
        one.AuthorizationUrl = details.AuthorizationUrl ?? one.AuthorizationUrl;
        one.AnyDeployment = details.AnyDeployment ?? one.AnyDeployment;
        one.TrustsAddresses = details.TrustsAddresses ?? one.TrustsAddresses;
        if (details.FrameOrigins is { } origins) one.MoreFrameOrigins = string.Join(' ', origins);
        one.Roles = details.Roles ?? one.Roles;
        if (details.Disabled is { } disabled) one.DisabledAt = disabled ? one.DisabledAt ?? now : null;
    }
}
