using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Invitations;
using Usher.Lti;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>Ada's room with an open session; Cy, Ben and Dana have claimed their invitations to it, each on a device of theirs: stored as facts.</summary>
internal sealed class Gathering(WriteDoor door)
{
    public static readonly DateTimeOffset Start = new(2026, 11, 26, 16, 5, 0, TimeSpan.Zero);

    public RoomId Room { get; private set; }
    public SessionId Session { get; private set; }
    public AccountId Ada { get; private set; }
    public string AdasToken { get; } = TokenSecret.New();
    public Guest Cy { get; private set; } = null!;
    public Guest Ben { get; private set; } = null!;
    public Guest Dana { get; private set; } = null!;

    public static async Task<Gathering> Arrange(WriteDoor door, DateTimeOffset now, RoomAccess access = RoomAccess.Private)
    {
        var gathering = new Gathering(door) { Room = RoomId.New(now), Session = SessionId.New(now), Ada = AccountId.New(now) };
        await door.Write(db =>
        {
            db.Add(NewAccount(gathering.Ada, Cast.Ada, now));
            db.Add(Token(gathering.Ada, gathering.AdasToken, now));
            db.Add(new Room { Id = gathering.Room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = now, Access = access });
            db.Add(new Collaborator { RoomId = gathering.Room, AccountId = gathering.Ada, Standing = Standing.Owner, AddedAt = now });
            db.Add(new Session { Id = gathering.Session, RoomId = gathering.Room, StartsAt = now.AddMinutes(-5), EndsAt = now.AddMinutes(85), CreatedAt = now });
            return Task.CompletedTask;
        });
        gathering.Cy = await gathering.Invite(Cast.Cy, Role.Moderator, now);
        gathering.Ben = await gathering.Invite(Cast.Ben, Role.Speaker, now);
        gathering.Dana = await gathering.Invite(Cast.Dana, Role.Viewer, now);
        return gathering;
    }

    /// <summary>Invites somebody who has claimed already, on a device with a key of its own.</summary>
    /// <param name="device">One that another invitation was claimed on before.</param>
    public async Task<Guest> Invite(Person person, Role role, DateTimeOffset now, DateTimeOffset? expiresAt = null, ECDsa? device = null)
    {
        var guest = new Guest(InvitationId.New(now), DeviceBindingId.New(now), ParticipantId.New(now), Secret.New(), device ?? ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await door.Write(db =>
        {
            db.Add(new Invitation
            {
                Id = guest.Invitation,
                RoomId = Room,
                SessionId = Session,
                Email = person.Email,
                EmailKey = person.Email,
                FirstName = person.FirstName,
                LastName = person.LastName,
                Role = role,
                MaxDevices = 1,
                BoundDevices = 1,
                ExpiresAt = expiresAt,
                IssuedById = Ada,
                IssuedAt = now,
                AcceptedAt = now,
            });
            db.Add(new DeviceBinding
            {
                Id = guest.Device,
                InvitationId = guest.Invitation,
                SecretHash = Secret.Hash(guest.CookieSecret),
                AttemptHash = Secret.Hash(Secret.New()),
                KeyThumbprint = DeviceKey.Thumbprint(guest.Key),
                Assurance = Assurance.TypedAddress,
                Browser = "Firefox",
                System = "Linux",
                BoundAt = now,
            });
            db.Add(new Participant
            {
                Id = guest.Participant,
                SessionId = Session,
                InvitationId = guest.Invitation,
                FirstName = person.FirstName,
                LastName = person.LastName,
                AdmittedAt = now,
            });
            return Task.CompletedTask;
        });
        return guest;
    }

    public async Task<ParticipantId> AdmitAccount(AccountId account, DateTimeOffset now)
    {
        var id = ParticipantId.New(now);
        await door.Add(new Participant { Id = id, SessionId = Session, AccountId = account, FirstName = "Ada", LastName = "Lindqvist", AdmittedAt = now });
        return id;
    }

    /// <param name="underOwnAddress">With the very address of the person, which must then be theirs alone.</param>
    public async Task<AccountId> AddAccount(Person person, DateTimeOffset now, bool underOwnAddress = false)
    {
        var account = NewAccount(AccountId.New(now), person, now);
        if (underOwnAddress) (account.Email, account.NormalizedEmail) = (person.Email, person.Email);
        await door.Add(account);
        return account.Id;
    }

    /// <summary>Makes the room one of a course of a learning platform's.</summary>
    public async Task<CourseId> PutIntoCourse(DateTimeOffset now)
    {
        var platform = SaveRegistration.New(new("L", "https://lms.example", $"{Room}", "https://lms.example/k", "https://lms.example/t", null, "https://lms.example/a"), now);
        var course = new Course { Id = CourseId.New(now), RegistrationId = platform.Id, DeploymentId = "d", ContextId = "c", Title = "Oceanography", CreatedAt = now };
        await door.Write(async db =>
        {
            db.AddRange(platform, course);
            await db.SaveChangesAsync();
            await db.Set<Room>().Where(room => room.Id == Room).ExecuteUpdateAsync(set => set.SetProperty(room => room.CourseId, course.Id));
        });
        return course.Id;
    }

    public Task Join(CourseId course, AccountId account, CourseRole role) =>
        door.Add(new CourseMember { CourseId = course, Subject = account.ToString(), AccountId = account, Role = role });

    /// <summary>A personal token of somebody, so that they can be signed in without a page.</summary>
    public async Task<string> TokenOf(AccountId account, DateTimeOffset now)
    {
        var secret = TokenSecret.New();
        await door.Add(Token(account, secret, now));
        return secret;
    }

    public Task Change(Func<UsherDb, Task> change) => door.Write(change);

    private static PersonalToken Token(AccountId account, string secret, DateTimeOffset now) => new()
    {
        Id = PersonalTokenId.New(now),
        AccountId = account,
        Name = "test",
        Hash = TokenSecret.Hash(secret),
        Scopes = string.Join(' ', Scopes.All),
        CreatedAt = now,
    };

    // Several gatherings share a site, and an address belongs to one account.
    private static Account NewAccount(AccountId id, Person person, DateTimeOffset now) => new()
    {
        Id = id,
        FirstName = person.FirstName,
        LastName = person.LastName,
        Email = $"{id}.{person.Email}",
        NormalizedEmail = $"{id}.{person.Email}".ToUpperInvariant(),
        UserName = $"{id}",
        NormalizedUserName = $"{id}".ToUpperInvariant(),
        SiteRole = SiteRole.Creator,
        CreatedAt = now,
        SecurityStamp = "stamp",
    };
}

/// <summary>Somebody invited, with all that their browser holds.</summary>
internal sealed record Guest(InvitationId Invitation, DeviceBindingId Device, ParticipantId Participant, string CookieSecret, ECDsa Key)
{
    public string Cookie => $"__Host-usher-device.{Device}={CookieSecret}";
}
