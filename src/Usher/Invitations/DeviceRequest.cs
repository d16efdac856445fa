using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>What a host said to a request for another device.</summary>
public enum DeviceDecision
{
    Approved,
    Declined,

    /// <summary>Another way was quicker: another request, or the bound device itself.</summary>
    Superseded,
}

/// <summary>
/// An invitee asks, by the right address, to come on another device than the one that is bound. It holds what the binding will
/// need, so that the asking browser is bound the moment that a host approves, and has nothing more to send.
/// </summary>
public sealed class DeviceRequest
{
    /// <summary>How long it waits for a host.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public required DeviceRequestId Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }

    /// <summary>SHA-256 of the secret in the asking browser's cookie, which becomes its device cookie.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>How sure we are of who asks, and will be of the binding.</summary>
    public Assurance Assurance { get; set; }

    /// <summary>The thumbprint of the key that it has proven to hold; null when it has none.</summary>
    public string? KeyThumbprint { get; init; }

    public required string Browser { get; init; }
    public required string System { get; init; }

    /// <summary>Where it asks from, coarsely: enough to tell home from abroad.</summary>
    public required string Network { get; init; }

    public required DateTimeOffset AskedAt { get; init; }
    public DateTimeOffset? DecidedAt { get; set; }
    public DeviceDecision? Decision { get; set; }

    /// <summary>The account that decided; null for a Moderator without one.</summary>
    public AccountId? DecidedById { get; set; }

    /// <summary>The binding that it becomes.</summary>
    public DeviceBindingId Binding => BindingOf(Id);

    public static DeviceBindingId BindingOf(DeviceRequestId id) => new(id.Value);
}

internal sealed class DeviceRequestTable : IEntityTypeConfiguration<DeviceRequest>
{
    public void Configure(EntityTypeBuilder<DeviceRequest> builder)
    {
        builder.ToTable("DeviceRequests").Ignore(request => request.Binding);
        builder.HasOne(request => request.Invitation).WithMany(invitation => invitation.DeviceRequests).HasForeignKey(request => request.InvitationId);
        builder.HasIndex(request => new { request.InvitationId, request.AskedAt });
        builder.HasIndex(request => new { request.DecidedAt, request.AskedAt });
        builder.Property(request => request.KeyThumbprint).HasMaxLength(43);
        builder.Property(request => request.Browser).HasMaxLength(60);
        builder.Property(request => request.System).HasMaxLength(60);
        builder.Property(request => request.Network).HasMaxLength(45);
    }
}

/// <summary>Somebody who asks to come on another device, as those see it who decide.</summary>
/// <param name="Network">Where it asks from, coarsely.</param>
/// <param name="Assurance">How sure we are of who asks.</param>
public sealed record DeviceRequestRow(DeviceRequestId Id, string Browser, string System, string Network, DateTimeOffset AskedAt, Assurance Assurance);

/// <summary>A request as it appears in the live room, beside the name of who asks.</summary>
public sealed record DeviceRequestInRoom(DeviceRequestId Id, InvitationId Invitation, string Name, string Browser, string System, string Network, DateTimeOffset AskedAt, Assurance Assurance);

internal static class DeviceRequestSet
{
    extension(UsherDb db)
    {
        public DbSet<DeviceRequest> DeviceRequests => db.Set<DeviceRequest>();
    }

    /// <summary>Those that a host can still answer.</summary>
    public static IQueryable<DeviceRequest> Open(this IQueryable<DeviceRequest> requests, DateTimeOffset now)
    {
        var after = now - DeviceRequest.Life;
        return requests.Where(request => request.DecidedAt == null && request.AskedAt > after);
    }

    /// <summary>Open requests by those invited to this session, oldest first.</summary>
    public static async Task<IReadOnlyList<DeviceRequestInRoom>> DeviceRequestsIn(
        this UsherDb db, SessionId session, DateTimeOffset now, CancellationToken cancel = default) =>
        await db.DeviceRequests.AsNoTracking().Open(now)
            .Where(request => request.Invitation!.RevokedAt == null
                && (request.Invitation.SessionId == session
                    || (request.Invitation.SessionId == null && db.Set<Sessions.Session>().Any(one => one.Id == session && one.RoomId == request.Invitation.RoomId))))
            .OrderBy(request => request.AskedAt).Take(20)
            .Select(request => new DeviceRequestInRoom(
                request.Id, request.InvitationId, request.Invitation!.FirstName + " " + request.Invitation.LastName, request.Browser, request.System,
                request.Network, request.AskedAt, request.Assurance))
            .ToListAsync(cancel);
}
