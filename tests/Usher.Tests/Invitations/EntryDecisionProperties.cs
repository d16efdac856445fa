using CsCheck;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Tests.Fixtures;
using Visitor = Usher.Invitations.Visitor;

namespace Usher.Tests.Invitations;

/// <summary>Two ways of saying one thing: the decision on facts that were read, and the WHERE of the UPDATE on the rows themselves.</summary>
public sealed class EntryDecisionProperties
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 16, 0, 0, TimeSpan.Zero);

    /// <summary>Whatever decides anything by the clock is tried on both sides of its edge.</summary>
    private static readonly int[] Minutes = [-180, -121, -120, -119, -61, -60, -59, -16, -15, -14, -11, -10, -9, -1, 0, 1, 14, 15, 16, 90];

    [Theory, OnBothDatabases]
    public async Task The_decision_says_bind_exactly_when_the_update_touches_a_row(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var (bound, refused) = (0, 0);
        await Gen.Int[0, 9999].Array[40].SampleAsync(async dice =>
        {
            var world = new World(dice);
            await store.Door.Write(db =>
            {
                world.Write(db);
                return Task.CompletedTask;
            });
            await using var db = store.Read();
            var facts = (await db.EntryFactsByLink(world.Token, "203.0.113.7", world.Site, Now, world.Asking))!;
            var verdict = EntryRules.Judge(facts, world.Visitor, new VisitorDevice(null, HasKey: true), EntryPolicy.Of(world.Site, facts.Role), Now);
            var touched = await store.Door.Write(async unit =>
            {
                await unit.LapseUnconnected(facts, Now);
                return await unit.Take(facts, world.Visitor, world.Site, Now);
            });
            Assert.True(touched == verdict is EntryVerdict.Bind, $"The decision says {verdict}, the UPDATE touched {(touched ? "a row" : "none")}: {facts} {world.Visitor} {world.Site}");
            if (touched) bound++;
            else refused++;
        }, iter: 400, threads: 1);
        // A generator that only ever refuses would prove nothing.
        Assert.True(bound > 40 && refused > 40, $"{bound} bound, {refused} refused");
    }

    /// <summary>Everything that entering could hang on, each as it mostly is or, by a die, some other way.</summary>
    private sealed class World(int[] dice)
    {
        private readonly InvitationId invitation = InvitationId.New(Now);
        private readonly AccountId issuer = AccountId.New(Now);
        private readonly GroupId group = GroupId.New(Now);
        private int next;

        // An address of its own for each, so that the account of one is not that of another.
        private string Key => $"ben.{invitation}@tidewright.example";

        public string Token { get; } = Secret.New();

        public AskingBrowser Asking { get; } = new(Secret.New());

        public InvitationSettings Site { get; private set; } = new();

        public Visitor Visitor { get; private set; } = Visitor.Nobody;

        public void Write(UsherDb db)
        {
            Site = new InvitationSettings
            {
                GraceMinutes = Mostly(60, 0, 15),
                AllowedUsers = Mostly<SiteRole?>(SiteRole.Creator, SiteRole.Member, SiteRole.Admin, null),
                AllowedAccounts = Mostly<AccountId[]>([], [issuer], [AccountId.New(Now)]),
                AllowedGroups = Mostly<GroupId[]>([], [group]),
                MemberMustSignIn = Mostly(false, true),
                Verification = Mostly(Verification.TypedAddress, Verification.CodeForAll, Verification.CodeForModeratorsAndSpeakers),
                Domains = Mostly(new DomainSettings(), new DomainSettings { Block = ["tidewright.example"] }, new DomainSettings { Allow = ["*.tidewright.example"] }),
            };
            WritePeople(db);
            var room = WriteRoom(db);
            var session = WriteSessions(db, room);
            WriteInvitation(db, room, session);
            var code = WriteCode(db);
            var shown = Mostly<byte[]?>(code, [9], null);
            Visitor = Mostly(Visitor.Typing(Key), new Visitor(Key, false, null), new Visitor(null, CheckedIn: true, null), new Visitor(null, CheckedIn: true, null) { CodeGiven = true })
                with
            { CodeShown = shown };
        }

        private void WritePeople(UsherDb db)
        {
            db.Add(NewAccount(issuer, $"{issuer}@northfield.example", Mostly(SiteRole.Creator, SiteRole.Member, SiteRole.Admin), Mostly<DateTimeOffset?>(null, Now.AddMinutes(-1))));
            if (Mostly(false, true)) db.Add(NewAccount(AccountId.New(Now), Key, SiteRole.Member, Mostly<DateTimeOffset?>(null, Now.AddMinutes(-1))));
            db.Add(new Group { Id = group, Name = group.ToString(), NameKey = group.ToString(), CreatedAt = Now });
            if (Mostly(false, true)) db.Add(new GroupMember { GroupId = group, AccountId = issuer, AddedAt = Now });
        }

        private RoomId WriteRoom(UsherDb db)
        {
            var room = RoomId.New(Now);
            db.Add(new Room { Id = room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = Now, DeletedAt = Rarely() });
            if (Mostly(true, false)) db.Add(new Collaborator { RoomId = room, AccountId = issuer, Standing = Mostly(Standing.Owner, Standing.CoEditor, Standing.CoViewer), AddedAt = Now });
            return room;
        }

        private SessionId? WriteSessions(UsherDb db, RoomId room)
        {
            var session = SessionId.New(Now);
            db.Add(new Session
            {
                Id = session,
                RoomId = room,
                StartsAt = Mostly<DateTimeOffset?>(Now.AddMinutes(-5), At(), null),
                EndsAt = Mostly<DateTimeOffset?>(Now.AddMinutes(60), At(), null),
                EarlyEntryMinutes = Mostly(15, 0),
                OpenedAt = Rarely(),
                EndedAt = Rarely(),
                CancelledAt = Rarely(),
                CreatedAt = Now,
            });
            return Mostly<SessionId?>(session, [null]);
        }

        private void WriteInvitation(UsherDb db, RoomId room, SessionId? session)
        {
            var devices = Enumerable.Range(0, Mostly(0, 1, 2)).Select(_ => new DeviceBinding
            {
                Id = DeviceBindingId.New(Now),
                InvitationId = invitation,
                SecretHash = [1],
                AttemptHash = [1],
                Assurance = Assurance.TypedAddress,
                Browser = "Firefox",
                System = "Linux",
                BoundAt = Mostly(Now.AddMinutes(-5), At()),
                ConnectedAt = Mostly<DateTimeOffset?>(null, Now.AddMinutes(-4)),
                LapsedAt = Mostly<DateTimeOffset?>(null, Now.AddMinutes(-3)),
                RevokedAt = Mostly<DateTimeOffset?>(null, Now.AddMinutes(-3)),
            }).ToList();
            db.Add(new Invitation
            {
                Id = invitation,
                RoomId = room,
                SessionId = session,
                Email = Key,
                EmailKey = Key,
                FirstName = "Ben",
                LastName = "Okafor",
                Role = Mostly(Role.Viewer, Role.Speaker, Role.Moderator),
                MaxDevices = Mostly(1, 2, Invitation.UnlimitedDevices),
                BoundDevices = devices.Count(device => device is { LapsedAt: null, RevokedAt: null }),
                ExpiresAt = Mostly<DateTimeOffset?>(null, At()),
                RevokedAt = Rarely(),
                IssuedById = issuer,
                IssuedAt = Now,
            });
            db.AddRange(devices);
            db.Add(new LinkToken { Hash = Secret.Hash(Token), InvitationId = invitation, IssuedAt = Now });
        }

        private byte[]? WriteCode(UsherDb db)
        {
            if (Mostly(true, false) is false) return null;
            var hash = Asking.HashOf(CodePurpose.Entry, "123456");
            db.Add(new EntryCode
            {
                Id = EntryCodeId.New(Now),
                InvitationId = invitation,
                Purpose = Mostly(CodePurpose.Entry, CodePurpose.NewDevice),
                BrowserHash = Mostly(Asking.Hash, [3]),
                CodeHash = hash,
                Network = "203.0.113.7",
                SentAt = Mostly(Now.AddMinutes(-5), At()),
                Tries = Mostly(0, 4, 5),
                UsedAt = Rarely(),
            });
            return hash;
        }

        /// <summary>The first, or by one die in six one of the others.</summary>
        private T Mostly<T>(T first, params T[] others)
        {
            var die = dice[next++ % dice.Length];
            return die % 6 != 0 ? first : others[die / 6 % others.Length];
        }

        private DateTimeOffset At() => Now.AddMinutes(Minutes[dice[next++ % dice.Length] % Minutes.Length]);

        private DateTimeOffset? Rarely() => Mostly<DateTimeOffset?>(null, null, null, Now.AddMinutes(-1), Now.AddMinutes(-20));
    }

    private static Account NewAccount(AccountId id, string email, SiteRole role, DateTimeOffset? disabledAt) => new()
    {
        Id = id,
        FirstName = "Ada",
        LastName = "Lindqvist",
        Email = email,
        NormalizedEmail = email,
        UserName = email,
        NormalizedUserName = email,
        SiteRole = role,
        CreatedAt = Now,
        DisabledAt = disabledAt,
        SecurityStamp = "",
    };
}
