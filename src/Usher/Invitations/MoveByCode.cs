using Usher.Data;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What the right code led to.</summary>
/// <param name="Here">This device's cookie: it has the place now.</param>
/// <param name="Session">Where it leads; null before a session is open.</param>
/// <param name="Asked">In place of them, where a host has the last word: the request that now waits.</param>
public sealed record MovedByCode(DeviceCookie? Here, SessionId? Session, DeviceAsked? Asked);

/// <summary>
/// Moves an invitation to the browser that types the code which was mailed to the invited address for it. Any code that is none is
/// answered alike, whether one was sent or, for a wrong address, none: strangers learn nothing by typing.
/// </summary>
public sealed class MoveByCode(
    WriteDoor door, SiteSettings settings, AskForDevice hosts, SessionChanges sessions, RegisterChanges register, Outbox outbox, TimeProvider time)
{
    /// <param name="ask">The browser that wants the place.</param>
    /// <param name="browser">The same as the one that asked for the code; null for one that never did.</param>
    /// <param name="code">As typed.</param>
    public async Task<Outcome<MovedByCode>> Take(DeviceAsk ask, AskingBrowser? browser, string code)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        var tell = new List<SessionChange>();
        RoomId? changed = null;
        var outcome = await door.Write<Outcome<MovedByCode>>(async db =>
        {
            tell.Clear();
            changed = null;
            await db.Hold(ask.Token, typed: true);
            if (await db.EntryFactsByLink(ask.Token, ask.Network, site, now) is not { } facts) return InvitationProblems.UnknownLink;
            var policy = EntryPolicy.Of(site, facts.Role);
            var device = new VisitorDevice(ask.Device.Recognise(facts.Bindings)?.Id, ask.Device.KeyThumbprint is not null);
            var verdict = EntryRules.Judge(facts, ask.Visitor, device, policy, now);
            if (verdict is not EntryVerdict.OtherDevice) return facts.ProblemOf(verdict, now) ?? InvitationProblems.DeviceNotNeeded;
            if (!device.HasKey && !policy.WeakAllowed) return InvitationProblems.WeakDevice;
            if (EntryRules.PausedUntil(facts.WrongAddresses, now) is { } until) return InvitationProblems.TooManyTries.After(until - now);
            var needs = NewDeviceRules.Needs(site.NewDevice, facts.Role);
            if (!NewDeviceRules.TakesCode(needs) || !await IsRight(db, facts, ask, browser, code, now)) return InvitationProblems.WrongHandOverCode;
            // Told to who has shown whose mailbox it is, as at a claim, and to nobody else.
            if (!policy.Domains.AdmitsAddress(facts.EmailKey)) return InvitationProblems.DomainBlocked;
            changed = facts.RoomId;
            if (needs is NewDeviceNeeds.CodeAndApproval)
                return new MovedByCode(null, null, await hosts.Note(db, facts, ask, Assurance.EmailedCode, now, tell));
            var cookie = await Move(db, facts, ask, now);
            tell.AddRange(await db.ParticipantsOf(facts.Id));
            var open = facts.Session is { } session && SessionRules.Phase(session, facts.Role, now) is SessionPhase.Open;
            return new MovedByCode(cookie, open ? facts.SessionId : null, null);
        });
        sessions.TellAll(tell);
        if (changed is { } room)
        {
            register.Tell(room);
            outbox.Wake();
        }
        return outcome;
    }

    private static async Task<bool> IsRight(UsherDb db, EntryFacts facts, DeviceAsk ask, AskingBrowser? browser, string code, DateTimeOffset now)
    {
        var sent = browser is null ? null : await db.CodeOf(facts.Id, CodePurpose.NewDevice, browser);
        var shown = browser?.HashOf(CodePurpose.NewDevice, code) ?? [];
        var verdict = EntryCodeRules.Judge(sent, shown, now);
        if (verdict is CodeVerdict.Right && await db.UseCode(sent!.Id, shown, now)) return true;
        if (verdict is CodeVerdict.Wrong) await db.CountWrongCode(facts.Id, sent!, ask.From, now);
        else db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.WrongCode, From = ask.From });
        await db.CountTry(facts, ask.Network, now);
        return false;
    }

    private static async Task<DeviceCookie> Move(UsherDb db, EntryFacts facts, DeviceAsk ask, DateTimeOffset now)
    {
        var cookie = new DeviceCookie(DeviceBindingId.New(now), Secret.New());
        await db.MoveDevice(facts, NewDeviceRules.MakesWay(facts, now), new DeviceBinding
        {
            Id = cookie.Binding,
            InvitationId = facts.Id,
            SecretHash = Secret.Hash(cookie.Secret),
            AttemptHash = Secret.Hash(Secret.New()),
            KeyThumbprint = ask.Device.KeyThumbprint,
            Assurance = Assurance.EmailedCode,
            Browser = ask.Browser,
            System = ask.System,
            BoundAt = now,
        }, now);
        db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.DeviceMovedByCode, Detail = $"{ask.Browser}, {ask.System}", From = ask.From });
        return cookie;
    }
}
