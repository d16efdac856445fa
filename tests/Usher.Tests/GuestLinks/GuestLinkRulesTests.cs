using Usher.Accounts;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Tests.GuestLinks;

public sealed class GuestLinkRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 16, 5, 0, TimeSpan.Zero);
    private static readonly DeviceBindingId Theirs = DeviceBindingId.New(Now);
    private static readonly VisitorDevice Stranger = new(null, HasKey: true), Known = new(Theirs, HasKey: true);

    private static readonly GuestVisitor Gus = new("gus.thorn@harbour.example");
    private static readonly GuestPolicy Policy = new(WeakAllowed: false, CodeNeeded: false, new DomainSettings());

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
        Assert.Equal(GuestVerdict.WeakDevice, Judge(Open, new(null, HasKey: false)));
        Assert.Equal(GuestVerdict.Admit, Judge(Open, new(null, HasKey: false), policy: Policy with { WeakAllowed = true }));
    }

    [Theory]
    [InlineData("gus.thorn@example.com", GuestVerdict.DomainBlocked)]
    [InlineData("gus.thorn@EXAMPLE.com", GuestVerdict.DomainBlocked)]
    [InlineData("gus.thorn@evil-example.com", GuestVerdict.Admit)]
    [InlineData("gus.thorn@mail.example.com", GuestVerdict.Admit)]
    [InlineData("gus.thorn@a.spam.example", GuestVerdict.DomainBlocked)]
    [InlineData("gus.thorn@spam.example", GuestVerdict.Admit)]
    [InlineData("gus.thorn@bücher.example", GuestVerdict.DomainBlocked)]
    [InlineData("gus.thorn@XN--BCHER-KVA.example", GuestVerdict.DomainBlocked)]
    public void An_address_of_a_domain_that_the_site_does_not_take_is_refused(string address, GuestVerdict verdict)
    {
        var policy = Policy with { Domains = new DomainSettings { Block = ["Example.COM.", "*.spam.example", "bücher.example"] } };
        Assert.Equal(verdict, Judge(Open, Stranger, new GuestVisitor(EmailAddress.Parse(address)!.Key), policy));
    }

    [Fact]
    public void Of_the_domain_nobody_hears_before_they_have_named_it_nor_who_is_in_already()
    {
        var none = Policy with { Domains = new DomainSettings { Allow = ["northfield.example"] } };
        Assert.Equal(GuestVerdict.Admit, Judge(Open, Stranger, GuestVisitor.Nobody, none));
        Assert.Equal(GuestVerdict.WelcomeBack, Judge(Came, Known, Gus, none));
        // What the link says comes first: it tells nothing about addresses to whom it would not let in.
        Assert.Equal(GuestVerdict.Full, Judge(Open with { Uses = 3 }, Stranger, Gus, none));
        Assert.Equal(GuestVerdict.NotYet, Judge(Open with { Session = null }, Stranger, Gus, none));
    }

    /// <summary>The code that is right is 7; it was mailed nine minutes ago to Gus, and mistyped four times.</summary>
    [Theory]
    [InlineData(null, GuestVerdict.CodeNeeded)]
    [InlineData(7, GuestVerdict.Admit)]
    [InlineData(8, GuestVerdict.WrongCode)]
    [InlineData(7, GuestVerdict.CodeOver, 10)]
    [InlineData(7, GuestVerdict.CodeOver, 9, 5)]
    [InlineData(8, GuestVerdict.CodeOver, 9, 5)]
    [InlineData(7, GuestVerdict.CodeOver, 9, 4, true)]
    [InlineData(7, GuestVerdict.CodeOver, 9, 4, false, "femi.roe@harbour.example")]
    [InlineData(8, GuestVerdict.CodeOver, 9, 4, false, "femi.roe@harbour.example")]
    [InlineData(null, GuestVerdict.CodeNeeded, 9, 4, false, "femi.roe@harbour.example")]
    public void A_code_is_good_for_ten_minutes_five_tries_one_use_and_one_address(
        int? typed, GuestVerdict verdict, int minutesAgo = 9, int tries = 4, bool used = false, string? address = null)
    {
        var facts = Open with { Code = new GuestCodeFacts(GuestCodeId.New(Now), Gus.EmailKey!, [7], Now.AddMinutes(-minutesAgo), tries, used ? Now : null) };
        var visitor = new GuestVisitor(address ?? Gus.EmailKey) { CodeShown = typed is { } code ? [(byte)code] : null };
        Assert.Equal(verdict, Judge(facts, Stranger, visitor, Policy with { CodeNeeded = true }));
        // Where the site asks for none, none is looked at.
        Assert.Equal(GuestVerdict.Admit, Judge(facts, Stranger, visitor));
    }

    [Fact]
    public void A_code_is_asked_of_newcomers_with_a_place_before_them_and_of_nobody_else()
    {
        var asking = Policy with { CodeNeeded = true };
        Assert.Equal(GuestVerdict.CodeNeeded, Judge(Open, Stranger, GuestVisitor.Nobody, asking));
        Assert.Equal(GuestVerdict.CodeOver, Judge(Open, Stranger, Gus with { CodeShown = [] }, asking));
        Assert.Equal(GuestVerdict.WelcomeBack, Judge(Came, Known, GuestVisitor.Nobody, asking));
        Assert.Equal(GuestVerdict.Full, Judge(Open with { Uses = 3 }, Stranger, Gus, asking));
        Assert.Equal(GuestVerdict.Off, Judge(Open with { TurnedOff = true }, Stranger, Gus, asking));
        Assert.Equal(GuestVerdict.Removed, Judge(Open with { Removed = true }, Stranger, Gus, asking));
        // Whether an address was removed is told to nobody but whoever reads its mail.
        Assert.Equal(GuestVerdict.CodeNeeded, Judge(Open with { AddressRemoved = true }, Stranger, Gus, asking));
        Assert.Equal(GuestVerdict.Removed, Judge(Open with { AddressRemoved = true }, Stranger, Gus));
        // Nothing is mailed to who would be turned away for their browser in the end.
        Assert.Equal(GuestVerdict.WeakDevice, Judge(Open, new(null, HasKey: false), Gus, asking));
    }

    [Theory]
    [InlineData(GuestVerification.None, false, Assurance.TypedAddress)]
    [InlineData(GuestVerification.EmailedCode, true, Assurance.EmailedCode)]
    public void How_sure_we_are_of_a_guest_is_what_the_site_asked_of_them(GuestVerification setting, bool code, Assurance assurance)
    {
        // What invitees show is another setting.
        var policy = GuestPolicy.Of(new InvitationSettings { GuestVerification = setting, Verification = Verification.CodeForAll });
        Assert.Equal((code, assurance), (policy.CodeNeeded, GuestLinkRules.AssuranceOf(policy)));
    }

    [Theory]
    [InlineData("gus.thorn@harbour.example", "gusthorn@harbour.example")]
    [InlineData("g.u.s.thorn+a@harbour.example", "gusthorn@harbour.example")]
    [InlineData("gusthorn+a+b@harbour.example", "gusthorn@harbour.example")]
    [InlineData("gusthorn@mail.harbour.example", "gusthorn@mail.harbour.example")]
    [InlineData("+a@harbour.example", "+a@harbour.example")]
    public void However_a_mailbox_is_spelled_it_is_counted_as_one(string address, string mailbox) => Assert.Equal(mailbox, GuestCodeRules.MailboxOf(address));

    private static GuestVerdict Judge(GuestFacts facts, VisitorDevice device, GuestVisitor? visitor = null, GuestPolicy? policy = null) =>
        GuestLinkRules.Judge(facts, visitor ?? GuestVisitor.Nobody, device, policy ?? Policy, Now);

    private static SessionFacts At(DateTimeOffset start) => new(start, start.AddHours(1), 15, null, null, null, null);
}
