using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Somebody asks to go in by a link.</summary>
/// <param name="Device">What their browser shows; <paramref name="Browser"/> and <paramref name="System"/> are its name for the register.</param>
/// <param name="Network">Where wrong addresses are counted: an IPv4 address or an IPv6 /64.</param>
public sealed record Claim(string Token, Visitor Visitor, DeviceCredentials Device, string Browser, string System, string Network, string? From)
{
    /// <summary>The browser as the one that asked for a code; null for one that never did.</summary>
    public AskingBrowser? Asking { get; init; }
}

/// <summary>They are in.</summary>
/// <param name="Cookie">The device cookie to set; null when the browser has it.</param>
public sealed record Claimed(ParticipantId Participant, SessionId Session, DeviceCookie? Cookie);

/// <summary>The secret that makes a browser known as the one an invitation is bound to.</summary>
public sealed record DeviceCookie(DeviceBindingId Binding, string Secret);

/// <summary>
/// The act that binds. The pure decision says whether it may, one conditional UPDATE that repeats the decision's preconditions makes
/// it so, and it stands or falls with its binding, its participant and its line of history. Of any number of devices racing, on any
/// number of nodes, as many win as there are places; every loser is judged again and hears the true reason.
/// </summary>
public sealed class ClaimInvitation(IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, TimeProvider time)
{
    public async Task<Outcome<Claimed>> Claim(Claim claim)
    {
        var site = await settings.Invitations();
        var now = time.Now();
        // Who cannot come in anyway does not queue for the writer; who might is judged again inside.
        await using (var db = await databases.CreateDbContextAsync())
        {
            var (facts, verdict) = await Judge(db, claim, site, now);
            if (facts is null) return InvitationProblems.UnknownLink;
            if (verdict is not (EntryVerdict.Bind or EntryVerdict.WelcomeBack or EntryVerdict.WrongAddress or EntryVerdict.WrongCode))
            {
                if (verdict is EntryVerdict.OtherDevice) await door.Add(Line(facts, HistoryWhat.OtherDeviceRefused, claim, now));
                return facts.ProblemOf(verdict, now)!;
            }
        }
        try
        {
            return await door.Write(db => ClaimWithin(db, claim, site, now));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // Two tabs of one device came back at once, and the other made the participant: now they are known.
            return await door.Write(db => ClaimWithin(db, claim, site, now));
        }
    }

    private static async Task<Outcome<Claimed>> ClaimWithin(UsherDb db, Claim claim, InvitationSettings site, DateTimeOffset now)
    {
        // From here on nothing about the invitation changes but by this unit: neither its links, nor its places, nor what was typed at it.
        await db.Hold(claim.Token, typed: claim.Visitor.TypedKey is not null);
        var (facts, verdict) = await Judge(db, claim, site, now);
        if (facts is null) return InvitationProblems.UnknownLink;
        switch (verdict)
        {
            case EntryVerdict.WelcomeBack:
                return await WelcomeBack(db, claim, facts, EntryPolicy.Of(site, facts.Role), now);
            case EntryVerdict.Bind:
                await db.LapseUnconnected(facts, now);
                if (await db.Take(facts, claim.Visitor, site, now)) return await Bind(db, claim, facts, EntryPolicy.Of(site, facts.Role), now);
                // Lost by a hair's breadth: what is true now is the reason.
                (facts, verdict) = await Judge(db, claim, site, now);
                break;
            case EntryVerdict.WrongAddress:
                facts = await db.CountWrongAddress(facts, claim.Network, claim.From, now);
                break;
            case EntryVerdict.WrongCode:
                facts = facts with { Code = await db.CountWrongCode(facts.Id, facts.Code!, claim.From, now) };
                break;
        }
        if (facts is null) return InvitationProblems.UnknownLink;
        if (verdict is EntryVerdict.OtherDevice) db.InvitationHistory.Add(Line(facts, HistoryWhat.OtherDeviceRefused, claim, now));
        return facts.ProblemOf(verdict, now) ?? CommonProblems.Unexpected;
    }

    private static async Task<(EntryFacts? Facts, EntryVerdict Verdict)> Judge(UsherDb db, Claim claim, InvitationSettings site, DateTimeOffset now)
    {
        if (await db.EntryFactsByLink(claim.Token, claim.Network, site, now, claim.Asking) is not { } facts) return (null, default);
        var device = new VisitorDevice(claim.Device.Recognise(facts.Bindings)?.Id, claim.Device.KeyThumbprint is not null);
        return (facts, EntryRules.Judge(facts, claim.Visitor, device, EntryPolicy.Of(site, facts.Role), now));
    }

    private static async Task<Claimed> Bind(UsherDb db, Claim claim, EntryFacts facts, EntryPolicy policy, DateTimeOffset now)
    {
        var cookie = new DeviceCookie(DeviceBindingId.New(now), claim.Device.NewCookieSecret());
        db.DeviceBindings.Add(new DeviceBinding
        {
            Id = cookie.Binding,
            InvitationId = facts.Id,
            SecretHash = Secret.Hash(cookie.Secret),
            AttemptHash = Secret.Hash(claim.Device.Attempt ?? Secret.New()),
            KeyThumbprint = claim.Device.KeyThumbprint,
            Assurance = EntryRules.AssuranceOf(facts, claim.Visitor, policy),
            Browser = claim.Browser,
            System = claim.System,
            BoundAt = now,
        });
        db.InvitationHistory.Add(Line(facts, HistoryWhat.Admitted, claim, now) with { Detail = $"{claim.Browser}, {claim.System}" });
        await db.WrongAddressCounts.Where(count => count.InvitationId == facts.Id && count.Network == claim.Network).ExecuteDeleteAsync();
        return new Claimed(await Admit(db, facts, now), facts.SessionId!.Value, cookie);
    }

    private static async Task<Outcome<Claimed>> WelcomeBack(UsherDb db, Claim claim, EntryFacts facts, EntryPolicy policy, DateTimeOffset now)
    {
        var binding = claim.Device.Recognise(facts.Bindings)!;
        if (EntryRules.TooWeak(binding, policy) && claim.Device.KeyThumbprint is { } key) await Strengthen(db, claim, facts, binding, key, now);
        var participant = await Admit(db, facts, now);
        if (claim.Device.ShowsCookieOf(binding)) return new Claimed(participant, facts.SessionId!.Value, null);
        // The answer to its claim never arrived: the same browser gets a cookie anew, and the lost one is worth nothing.
        var cookie = new DeviceCookie(binding.Id, claim.Device.NewCookieSecret());
        var hash = Secret.Hash(cookie.Secret);
        await db.DeviceBindings.Where(device => device.Id == binding.Id).ExecuteUpdateAsync(set => set.SetProperty(device => device.SecretHash, hash));
        return new Claimed(participant, facts.SessionId!.Value, cookie);
    }

    /// <summary>The site wants a key of it now, and it has proven one: from here on the cookie alone is worth nothing.</summary>
    private static async Task Strengthen(UsherDb db, Claim claim, EntryFacts facts, BindingFacts binding, string key, DateTimeOffset now)
    {
        await db.DeviceBindings.Where(device => device.Id == binding.Id && device.KeyThumbprint == null)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.KeyThumbprint, key));
        db.InvitationHistory.Add(Line(facts, HistoryWhat.DeviceKeyAdded, claim, now));
    }

    private static async Task<ParticipantId> Admit(UsherDb db, EntryFacts facts, DateTimeOffset now)
    {
        var name = await db.Invitations.Where(invitation => invitation.Id == facts.Id).Select(invitation => new { invitation.FirstName, invitation.LastName }).SingleAsync();
        return await db.Admit(new Participant
        {
            Id = ParticipantId.New(now),
            SessionId = facts.SessionId!.Value,
            InvitationId = facts.Id,
            FirstName = name.FirstName,
            LastName = name.LastName,
            AdmittedAt = now,
        });
    }

    private static HistoryLine Line(EntryFacts facts, HistoryWhat what, Claim claim, DateTimeOffset now) =>
        new() { InvitationId = facts.Id, At = now, What = what, From = claim.From };
}
