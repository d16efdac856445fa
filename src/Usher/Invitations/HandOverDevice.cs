using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What the bound device shows: both work once, for five minutes.</summary>
/// <param name="Code">To type on the other device's invitation page.</param>
/// <param name="Secret">In the QR code's link.</param>
public sealed record HandOverStarted(string Code, string Secret, DateTimeOffset Until);

/// <summary>The device that takes over.</summary>
/// <param name="Network">What tries are counted by.</param>
public sealed record HandOverTaker(DeviceCredentials Device, string Browser, string System, string Network, string? From);

/// <summary>They are on this device now.</summary>
public sealed record HandedOver(SessionId Session, DeviceCookie Cookie);

/// <summary>
/// "Move to another device": the bound device, which has proven its key, vouches for the other one. The old binding goes and the new
/// one comes in one unit of work; of two that take it at once, one does.
/// </summary>
public sealed class HandOverDevice(IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, SessionChanges sessions, RegisterChanges register, TimeProvider time)
{
    /// <param name="binding">The device that asks; the caller has had its proof.</param>
    /// <param name="session">Where it is.</param>
    public async Task<Outcome<HandOverStarted>> Start(DeviceBindingId binding, SessionId session, string? from)
    {
        var now = time.Now();
        return await door.Write<Outcome<HandOverStarted>>(async db =>
        {
            var device = await db.DeviceBindings.AsNoTracking().SingleOrDefaultAsync(one => one.Id == binding && one.RevokedAt == null && one.LapsedAt == null);
            if (device is null) return InvitationProblems.DeviceMoved;
            // One at a time: what is on an older screen is worth nothing.
            await db.HandOvers.Where(one => one.BindingId == binding && one.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now));
            var (id, code, secret) = (HandOverId.New(now), HandOverCode.New(), Secret.New());
            db.Add(new HandOver
            {
                Id = id,
                InvitationId = device.InvitationId,
                BindingId = binding,
                SessionId = session,
                SecretHash = Secret.Hash(secret),
                CodeHash = HandOverCode.Hash(id, code),
                StartedAt = now,
            });
            return new HandOverStarted(code, secret, now + HandOver.Life);
        });
    }

    /// <summary>Whether there is something to take; looking changes nothing.</summary>
    public async Task<bool> IsOpen(string secret)
    {
        var (now, hash) = (time.Now(), Secret.Hash(secret));
        await using var db = await databases.CreateDbContextAsync();
        return await db.HandOvers.Open(now).AnyAsync(one => one.SecretHash == hash);
    }

    /// <summary>By the QR code.</summary>
    public async Task<Outcome<HandedOver>> TakeBySecret(string secret, HandOverTaker taker)
    {
        var (now, site, hash) = (time.Now(), await settings.Invitations(), Secret.Hash(secret));
        return Tell(await door.Write<Outcome<Taken>>(async db =>
        {
            var found = await db.HandOvers.AsNoTracking().Open(now).SingleOrDefaultAsync(one => one.SecretHash == hash);
            if (found is null || !await db.HoldLive(found.InvitationId, site, now)) return InvitationProblems.WrongHandOverCode;
            var facts = (await db.EntryFactsOf(found.InvitationId, found.SessionId, site, now))!;
            return await Take(db, facts, found, taker, site, now);
        }));
    }

    /// <summary>By the link and the short code.</summary>
    public async Task<Outcome<HandedOver>> TakeByCode(string token, string? code, HandOverTaker taker)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        return Tell(await door.Write<Outcome<Taken>>(async db =>
        {
            await db.Hold(token, typed: true);
            if (await db.EntryFactsByLink(token, taker.Network, site, now) is not { } facts) return InvitationProblems.UnknownLink;
            var device = new VisitorDevice(taker.Device.Recognise(facts.Bindings)?.Id, taker.Device.KeyThumbprint is not null);
            var verdict = EntryRules.Judge(facts, Visitor.Nobody, device, EntryPolicy.Of(site, facts.Role), now);
            if (verdict is not EntryVerdict.OtherDevice) return facts.ProblemOf(verdict, now) ?? InvitationProblems.DeviceNotNeeded;
            if (EntryRules.PausedUntil(facts.WrongAddresses, now) is { } until) return InvitationProblems.TooManyTries.After(until - now);
            var open = await db.HandOvers.AsNoTracking().Open(now).Where(one => one.InvitationId == facts.Id).ToListAsync();
            if (open.Find(one => one.CodeHash.AsSpan().SequenceEqual(HandOverCode.Hash(one.Id, code))) is { } found)
                return await Take(db, facts, found, taker, site, now);
            await db.HandOvers.Open(now).Where(one => one.InvitationId == facts.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.WrongCodes, one => one.WrongCodes + 1));
            await db.CountTry(facts, taker.Network, now);
            db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.WrongHandOverCode, From = taker.From });
            return InvitationProblems.WrongHandOverCode;
        }));
    }

    /// <summary>The caller holds the invitation's row.</summary>
    private static async Task<Outcome<Taken>> Take(UsherDb db, EntryFacts facts, HandOver handOver, HandOverTaker taker, InvitationSettings site, DateTimeOffset now)
    {
        if (facts.RevokedAt is not null || !facts.Bindings.Any(binding => binding.Id == handOver.BindingId && EntryRules.Holds(binding, now)))
            return InvitationProblems.WrongHandOverCode;
        // A device that is in already needs nobody's place.
        if (taker.Device.Recognise(facts.Bindings) is not null) return InvitationProblems.DeviceNotNeeded;
        if (taker.Device.KeyThumbprint is null && !EntryPolicy.Of(site, facts.Role).WeakAllowed) return InvitationProblems.WeakDevice;
        var used = await db.HandOvers.Open(now).Where(one => one.Id == handOver.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now));
        if (used == 0) return InvitationProblems.WrongHandOverCode;
        var giver = await db.DeviceBindings.AsNoTracking().SingleAsync(one => one.Id == handOver.BindingId);
        var cookie = new DeviceCookie(DeviceBindingId.New(now), Secret.New());
        await db.MoveDevice(facts, handOver.BindingId, new DeviceBinding
        {
            Id = cookie.Binding,
            InvitationId = facts.Id,
            SecretHash = Secret.Hash(cookie.Secret),
            AttemptHash = Secret.Hash(Secret.New()),
            KeyThumbprint = taker.Device.KeyThumbprint,
            // As sure as of the device that vouches for it.
            Assurance = giver.Assurance,
            Browser = taker.Browser,
            System = taker.System,
            BoundAt = now,
        }, now);
        db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.DeviceHandedOver, Detail = $"{taker.Browser}, {taker.System}", From = taker.From });
        return new Taken(facts.RoomId, new HandedOver(handOver.SessionId, cookie), await db.ParticipantsOf(facts.Id));
    }

    private Outcome<HandedOver> Tell(Outcome<Taken> taken)
    {
        if (taken.Problem is { } problem) return problem;
        sessions.TellAll(taken.Value.Changes);
        register.Tell(taken.Value.Room);
        return taken.Value.Now;
    }

    private sealed record Taken(RoomId Room, HandedOver Now, IReadOnlyList<SessionChange> Changes);
}
