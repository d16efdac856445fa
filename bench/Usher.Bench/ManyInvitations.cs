using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Bench;

/// <summary>A room to which very many people are invited, in all states.</summary>
internal static class ManyInvitations
{
    private const int AtOnce = 2000;
    private static readonly string[] Names = ["Adler", "Brandt", "Clarke", "Dietz", "Eriksen", "Fuchs", "García", "Håkansson", "Ivanova", "Jensen"];

    public static async Task<RoomId> Seed(WriteDoor door, int count, DateTimeOffset now)
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
                for (var number = first; number < Math.Min(first + AtOnce, count); number++) db.Add(One(number, room, host, session, now.AddSeconds(number - count)));
                return Task.CompletedTask;
            });
        }
        return room;
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
}
