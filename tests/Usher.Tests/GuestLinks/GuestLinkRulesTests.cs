using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Tests.GuestLinks;

public sealed class GuestLinkRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 16, 5, 0, TimeSpan.Zero);
    private static readonly DeviceBindingId Theirs = DeviceBindingId.New(Now);
    private static readonly VisitorDevice Stranger = new(null, HasKey: true), Known = new(Theirs, HasKey: true);

    private static readonly GuestFacts Open = new(
        GuestLinkId.New(Now), RoomId.New(Now), SessionId.New(Now), At(Now.AddMinutes(-5)), SiteAllows: true, RoomAllows: true, TurnedOff: false, KeeperMayInvite: true,
        ExpiresAt: null, MaxUses: 3, Uses: 2, Known: [], KnownHere: new HashSet<DeviceBindingId>(), Removed: false);

    private static readonly GuestFacts Came = Open with
    {
        Known = [new(Theirs, [], [], null, Now.AddMinutes(-30), Now.AddMinutes(-30), null, null)],
        KnownHere = new HashSet<DeviceBindingId> { Theirs },
    };

    [Fact]
    public void While_the_session_is_open_there_is_a_place_until_the_last_is_taken()
    {
        Assert.Equal(GuestVerdict.Admit, Judge(Open, Stranger));
        Assert.Equal(GuestVerdict.Full, Judge(Open with { Uses = 3 }, Stranger));
        Assert.Equal(GuestVerdict.Admit, Judge(Open with { Uses = 3000, MaxUses = null }, Stranger));
        Assert.Equal(GuestVerdict.NotYet, Judge(Open with { Session = At(Now.AddMinutes(5)) }, Stranger));
        Assert.Equal(GuestVerdict.NotYet, Judge(Open with { Session = null }, Stranger));
    }

    [Fact]
    public void Each_switch_turns_it_off_and_nobody_behind_it_too()
    {
        Assert.Equal(GuestVerdict.Off, Judge(Open with { SiteAllows = false }, Stranger));
        Assert.Equal(GuestVerdict.Off, Judge(Open with { RoomAllows = false }, Stranger));
        Assert.Equal(GuestVerdict.Off, Judge(Open with { TurnedOff = true }, Stranger));
        Assert.Equal(GuestVerdict.Off, Judge(Open with { KeeperMayInvite = false }, Stranger));
        Assert.Equal(GuestVerdict.Expired, Judge(Open with { ExpiresAt = Now }, Stranger));
    }

    [Fact]
    public void Who_came_comes_back_whatever_has_become_of_the_link()
    {
        foreach (var facts in new[] { Came, Came with { Uses = 3 }, Came with { TurnedOff = true }, Came with { ExpiresAt = Now }, Came with { RoomAllows = false } })
            Assert.Equal(GuestVerdict.WelcomeBack, Judge(facts, Known));
        // To another session of the room the link itself leads, or nothing does; it is no further use.
        var elsewhere = Came with { KnownHere = new HashSet<DeviceBindingId>(), Uses = 3 };
        Assert.Equal(GuestVerdict.WelcomeBack, Judge(elsewhere, Known));
        Assert.Equal(GuestVerdict.Off, Judge(elsewhere with { TurnedOff = true }, Known));
    }

    [Fact]
    public void Who_was_removed_stays_out()
    {
        Assert.Equal(GuestVerdict.Removed, Judge(Came with { Removed = true }, Known));
        Assert.Equal(GuestVerdict.Removed, Judge(Open with { Removed = true }, Stranger));
    }

    [Fact]
    public void A_browser_without_a_key_comes_in_where_the_site_takes_it()
    {
        Assert.Equal(GuestVerdict.WeakDevice, GuestLinkRules.Judge(Open, new(null, HasKey: false), weakAllowed: false, Now));
        Assert.Equal(GuestVerdict.Admit, GuestLinkRules.Judge(Open, new(null, HasKey: false), weakAllowed: true, Now));
    }

    private static GuestVerdict Judge(GuestFacts facts, VisitorDevice device) => GuestLinkRules.Judge(facts, device, weakAllowed: false, Now);

    private static SessionFacts At(DateTimeOffset start) => new(start, start.AddHours(1), 15, null, null, null, null);
}
