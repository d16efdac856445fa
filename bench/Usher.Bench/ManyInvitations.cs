using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Bench;

/// <summary>A room to which very many people are invited, a third of whom have come, with all that this leaves behind.</summary>
internal static class ManyInvitations
{
    private const int AtOnce = 2000;
    private static readonly string[] Names = ["Adler", "Brandt", "Clarke", "Dietz", "Eriksen", "Fuchs", "García", "Håkansson", "Ivanova", "Jensen"];

    public static async Task<(RoomId Room, SessionId Session)> Seed(WriteDoor door, int count, DateTimeOffset now)
    {
        var (room, host, session) = (RoomId.New(now), AccountId.New(now), SessionId.New(now));
        await door.Write(db =>
        {
            db.Add(new Account { Id = host, FirstName = "Ada", LastName = "Lindqvist", Email = "ada@northfield.example", CreatedAt = now, SecurityStamp = "stamp" });
            db.Add(new Room { Id = room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = now });
            db.Add(new Collaborator { RoomId = room, AccountId = host, Standing = Standing.Owner, AddedAt = now });
            db.Add(new Session { Id = session, RoomId = room, StartsAt = now, CreatedAt = now });
            return Task.CompletedTask;
        });
        for (var from = 0; from < count; from += AtOnce)
        {
            var first = from;
            await door.Write(db =>
            {
                for (var number = first; number < Math.Min(first + AtOnce, count); number++)
                {
                    var one = One(number, room, host, session, now.AddSeconds(number - count));
                    db.Add(one);
                    db.AddRange(Left(one, session));
                }
                return Task.CompletedTask;
            });
        }
        return (room, session);
    }

    // One in a thousand was revoked, a third came, one mail in a hundred failed.
    private static Invitation One(int number, RoomId room, AccountId host, SessionId session, DateTimeOffset at) => new()
    {
        Id = InvitationId.New(at),
        RoomId = room,
        SessionId = number % 2 == 0 ? session : null,
        Email = $"guest{number}@harbour.example",
        EmailKey = $"guest{number}@harbour.example",
        FirstName = $"Guest {number * 7919 % 100_000}",
        LastName = Names[number % Names.Length],
        Role = number % 20 == 0 ? Role.Speaker : Role.Viewer,
        MaxDevices = 1,
        ExpiresAt = at.AddDays(90),
        IssuedById = host,
        IssuedAt = at,
        AcceptedAt = number % 3 == 0 ? at : null,
        LastSeenAt = number % 3 == 0 ? at.AddMinutes(number % 90) : null,
        RevokedAt = number % 1000 == 0 ? at : null,
        MailState = number % 100 == 0 ? MailState.Failed : MailState.Accepted,
    };

    /// <summary>Its link, its mail and its history; of who came, their device and their stay.</summary>
    private static IEnumerable<object> Left(Invitation one, SessionId session)
    {
        yield return new LinkToken { Hash = Secret.Hash(Secret.New()), InvitationId = one.Id, IssuedAt = one.IssuedAt };
        yield return new HistoryLine { InvitationId = one.Id, At = one.IssuedAt, What = HistoryWhat.Issued, ById = one.IssuedById };
        yield return new OutboxMail
        {
            Id = OutboxMailId.New(one.IssuedAt),
            Kind = "invitation",
            Subject = one.Id.ToString(),
            MessageId = $"{one.Id}@bench.example",
            QueuedAt = one.IssuedAt,
            NextTryAt = one.IssuedAt,
            State = one.MailState!.Value,
            RelayWords = "250 2.0.0 Ok: queued",
        };
        if (one.AcceptedAt is not { } came) yield break;
        var (device, person) = (DeviceBindingId.New(came), ParticipantId.New(came));
        yield return new DeviceBinding
        {
            Id = device,
            InvitationId = one.Id,
            SecretHash = Secret.Hash(Secret.New()),
            AttemptHash = Secret.Hash(Secret.New()),
            Assurance = Assurance.TypedAddress,
            Browser = "Firefox",
            System = "Linux",
            BoundAt = came,
            ConnectedAt = came,
            LastSeenAt = one.LastSeenAt,
        };
        yield return new Participant { Id = person, SessionId = session, InvitationId = one.Id, FirstName = one.FirstName, LastName = one.LastName, AdmittedAt = came };
        yield return new Attendance { SessionId = session, ParticipantId = person, DeviceId = device, JoinedAt = came, LeftAt = one.LastSeenAt };
    }
}
