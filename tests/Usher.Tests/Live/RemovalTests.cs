using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Privacy;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>Whoever is removed for good stays out: by invitation, by address, by account and by device key.</summary>
public sealed class RemovalTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task Another_invitation_to_the_same_address_opens_no_second_door()
    {
        var gathering = await house.Arrange();
        await Remove(gathering, gathering.Dana);
        var again = await gathering.Invite(Cast.Dana, Role.Speaker, LiveHouse.Now);
        Assert.Equal("live.removed", await house.TryEnter(gathering, again));
    }

    [Fact]
    public async Task Nor_does_another_name_on_the_same_device()
    {
        var gathering = await house.Arrange();
        await Remove(gathering, gathering.Dana);
        var other = await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now, device: gathering.Dana.Key);
        Assert.Equal("live.removed", await house.TryEnter(gathering, other));
    }

    [Fact]
    public async Task Nor_does_an_account_with_the_same_address_without_the_devices_cookie()
    {
        var gathering = await house.Arrange(RoomAccess.Members);
        var dana = Cast.Dana with { Email = $"{Guid.CreateVersion7():N}@tidewright.example" };
        var guest = await gathering.Invite(dana, Role.Viewer, LiveHouse.Now);
        var token = await gathering.TokenOf(await gathering.AddAccount(dana, LiveHouse.Now, underOwnAddress: true), LiveHouse.Now);
        await Remove(gathering, guest);
        await using var back = await LiveClient.Connect(house.Site.Address, token: token);
        Assert.Equal("live.removed", await back.Enter(gathering.Session));
    }

    [Fact]
    public async Task Nor_does_an_invitation_for_somebody_removed_by_their_account()
    {
        var gathering = await house.Arrange(RoomAccess.Members);
        var gus = Cast.Gus with { Email = $"{Guid.CreateVersion7():N}@tidewright.example" };
        var token = await gathering.TokenOf(await gathering.AddAccount(gus, LiveHouse.Now, underOwnAddress: true), LiveHouse.Now);
        var invited = await gathering.Invite(gus, Role.Speaker, LiveHouse.Now);
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var account = await LiveClient.Connect(house.Site.Address, token: token);
        Assert.Null(await account.Enter(gathering.Session));
        await cy.Call("Remove", (string?)account.Welcome!["you"]!["participant"]);
        await account.Out;
        Assert.Equal("live.removed", await house.TryEnter(gathering, invited));
    }

    [Fact]
    public async Task Who_is_in_twice_is_out_twice()
    {
        var gathering = await house.Arrange();
        var second = await gathering.Invite(Cast.Dana, Role.Viewer, LiveHouse.Now);
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var one = await house.Enter(gathering, gathering.Dana);
        await using var other = await house.Enter(gathering, second);
        Assert.Null((await cy.Call("Remove", gathering.Dana.Participant.ToString())).Problem);
        Assert.Equal(("live.removed", "live.removed"), (await one.Out, await other.Out));
    }

    [Theory]
    [InlineData(Assurance.TypedAddress, false)]
    [InlineData(Assurance.EmailedCode, true)]
    public async Task An_address_that_a_removed_guest_only_typed_keeps_guests_out_and_nobody_else(Assurance assurance, bool others)
    {
        var (gathering, now) = (await house.Arrange(), LiveHouse.Now);
        await house.Site.Door.Write(db =>
        {
            var (link, guest) = (GuestLinkId.New(now), GuestId.New(now));
            db.Add(new GuestLink { Id = link, RoomId = gathering.Room, Name = "Poster", TokenHash = Secret.Hash(Secret.New()), SealedToken = null, KeptById = gathering.Ada, CreatedAt = now });
            db.Add(new Usher.GuestLinks.Guest
            {
                Id = guest,
                GuestLinkId = link,
                FirstName = "Gus",
                LastName = "Holt",
                Email = Cast.Gus.Email,
                EmailKey = Cast.Gus.Email,
                Assurance = assurance,
                SecretHash = Secret.Hash(Secret.New()),
                AttemptHash = Secret.Hash(Secret.New()),
                Browser = "Firefox",
                System = "Linux",
                CameAt = now,
            });
            db.Add(new Participant { Id = ParticipantId.New(now), SessionId = gathering.Session, GuestId = guest, FirstName = "Gus", LastName = "Holt", AdmittedAt = now, RemovedAt = now });
            return Task.CompletedTask;
        });
        await using var db = house.Site.Read();
        var removed = await Removals.Of(db, house.Site.Services.GetRequiredService<RemovalMarks>(), gathering.Session, TestContext.Current.CancellationToken);
        Assert.True(removed.Bar(Cast.Gus.Email, key: null));
        Assert.Equal((others, others), (removed.Bar(InvitationId.New(now), Cast.Gus.Email, []), removed.Bar(AccountId.New(now), Cast.Gus.Email, [])));
    }

    [Fact]
    public async Task Nor_does_being_erased_and_vouched_for_anew_by_the_same_platform()
    {
        var (gathering, now) = (await house.Arrange(RoomAccess.Members), LiveHouse.Now);
        var gus = Cast.Gus with { Email = $"{Guid.CreateVersion7():N}@tidewright.example" };
        var (first, subject) = (await gathering.AddAccount(gus, now, underOwnAddress: true), Guid.CreateVersion7().ToString());
        await house.Site.Door.Write(async db =>
        {
            db.Add(VouchedFor(first, subject));
            db.Add(new Participant { Id = ParticipantId.New(now), SessionId = gathering.Session, AccountId = first, FirstName = "Gus", LastName = "Thorn", AdmittedAt = now, RemovedAt = now });
            // A site has an admin before anybody is erased.
            await db.Set<Account>().Where(one => one.Id == gathering.Ada).ExecuteUpdateAsync(set => set.SetProperty(one => one.SiteRole, SiteRole.Admin));
        });
        var admin = new Actor(new(gathering.Ada, "A", "Person", "a@person.example", SiteRole.Admin, null), now, null);
        Assert.Null((await house.Site.Services.GetRequiredService<ErasePerson>().Erase(gus.Email, admin)).Problem);

        var (again, other) = (await gathering.AddAccount(gus, now), await gathering.AddAccount(Cast.Femi, now));
        await house.Site.Door.Write(db =>
        {
            db.AddRange(VouchedFor(again, subject), VouchedFor(other, "somebody else"));
            return Task.CompletedTask;
        });
        var admissions = house.Site.Services.GetRequiredService<Admissions>();
        Assert.Equal(LiveProblems.Removed, (await admissions.Judge(gathering.Session, again))?.Admission.Refusal);
        Assert.Null((await admissions.Judge(gathering.Session, other))?.Admission.Refusal);
    }

    [Fact]
    public async Task Others_come_in_as_before()
    {
        var gathering = await house.Arrange();
        await Remove(gathering, gathering.Dana);
        await using var elif = await house.Enter(gathering, await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now));
    }

    private static IdentityUserLogin<AccountId> VouchedFor(AccountId account, string subject) =>
        new() { LoginProvider = "https://school.example", ProviderKey = subject, ProviderDisplayName = "School", UserId = account };

    private async Task Remove(Gathering gathering, Guest guest)
    {
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var removed = await house.Enter(gathering, guest);
        Assert.Null((await cy.Call("Remove", guest.Participant.ToString())).Problem);
        Assert.Equal("live.removed", await removed.Out);
    }
}
