using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Bench;

/// <summary>What a claim writes: a conditional UPDATE, a binding, a line of history and a mail. Invitations without a limit of devices, so that it can be done for ever.</summary>
internal sealed class ClaimLikeUnit(InvitationId[] invitations)
{
    private const int Invitations = 1000;
    private readonly byte[] hash = RandomNumberGenerator.GetBytes(32);
    private int next;

    public InvitationId NextInvitation => invitations[(uint)Interlocked.Increment(ref next) % invitations.Length];

    /// <summary>Puts a room with invitations into a new database.</summary>
    public static async Task<ClaimLikeUnit> Seed(Func<Func<UsherDb, Task>, Task> write)
    {
        var now = TimeProvider.System.Now();
        var (host, room) = (AccountId.New(now), RoomId.New(now));
        var ids = Enumerable.Range(0, Invitations).Select(_ => InvitationId.New(now)).ToArray();
        await write(db =>
        {
            db.Add(new Account { Id = host, FirstName = "Ada", LastName = "Lindqvist", CreatedAt = now });
            db.Add(new Room { Id = room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = now });
            db.AddRange(ids.Select(id => new Invitation
            {
                Id = id,
                RoomId = room,
                Email = "ben.okafor@tidewright.example",
                EmailKey = "ben.okafor@tidewright.example",
                FirstName = "Ben",
                LastName = "Okafor",
                Role = Role.Speaker,
                MaxDevices = Invitation.UnlimitedDevices,
                IssuedById = host,
                IssuedAt = now,
            }));
            return Task.CompletedTask;
        });
        return new ClaimLikeUnit(ids);
    }

    public async Task Write(UsherDb db)
    {
        var (now, id) = (TimeProvider.System.Now(), NextInvitation);
        var won = await db.Set<Invitation>()
            .Where(one => one.Id == id && one.RevokedAt == null
                && (one.MaxDevices == Invitation.UnlimitedDevices || one.BoundDevices < one.MaxDevices) && (one.ExpiresAt == null || one.ExpiresAt > now))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.BoundDevices, one => one.BoundDevices + 1));
        if (won != 1) throw new InvalidOperationException("Nobody revokes here.");
        db.Add(new DeviceBinding
        {
            Id = DeviceBindingId.New(now),
            InvitationId = id,
            SecretHash = hash,
            AttemptHash = hash,
            Assurance = Assurance.TypedAddress,
            Browser = "Firefox",
            System = "Linux",
            BoundAt = now,
        });
        db.Add(new HistoryLine { InvitationId = id, At = now, What = HistoryWhat.Admitted, Detail = "Firefox, Linux" });
        var mail = OutboxMailId.New(now);
        db.Add(new OutboxMail { Id = mail, Kind = "bench", Subject = id.ToString(), Secret = hash, MessageId = mail.ToString(), QueuedAt = now, NextTryAt = now });
    }
}
