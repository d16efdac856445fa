using Microsoft.EntityFrameworkCore;
using System.Text;
using Usher.Data;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Somebody whom the link tells "in use on another device" asks a host to let this one take its place.</summary>
/// <param name="Device">What the browser shows.</param>
/// <param name="Network">What tries are counted by.</param>
/// <param name="Whereabouts">The network, coarsely, for the host's eyes.</param>
public sealed record DeviceAsk(
    string Token, Visitor Visitor, DeviceCredentials Device, string Browser, string System, string Network, string Whereabouts, string? From);

/// <summary>What the asking browser keeps: the device cookie that will be good once a host has approved.</summary>
public sealed record DeviceAsked(InvitationId Invitation, DeviceRequestId Id, string Secret);

/// <summary>
/// Asks for a host's approval. A wrong address is answered like the right one, and counted alike: only for the right one is there a
/// request, a line of history and a mail, so that strangers learn nothing and disturb nobody.
/// </summary>
public sealed class AskForDevice(WriteDoor door, SiteSettings settings, SessionChanges sessions, Outbox outbox, RegisterChanges register, TimeProvider time)
{
    public async Task<Outcome<DeviceAsked>> Ask(DeviceAsk ask)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        var tell = new List<SessionChange>();
        RoomId? noted = null;
        var asked = await door.Write<Outcome<DeviceAsked>>(async db =>
        {
            tell.Clear();
            noted = null;
            await db.Hold(ask.Token, typed: ask.Visitor.TypedKey is not null);
            if (await db.EntryFactsByLink(ask.Token, ask.Network, site, now) is not { } facts) return InvitationProblems.UnknownLink;
            var policy = EntryPolicy.Of(site, facts.Role);
            var device = new VisitorDevice(ask.Device.Recognise(facts.Bindings)?.Id, ask.Device.KeyThumbprint is not null);
            var verdict = EntryRules.Judge(facts, ask.Visitor, device, policy, now);
            if (verdict is not EntryVerdict.OtherDevice) return facts.ProblemOf(verdict, now) ?? InvitationProblems.DeviceNotNeeded;
            var needs = NewDeviceRules.Needs(site.NewDevice, facts.Role);
            if (!NewDeviceRules.AsksHost(needs)) return needs is NewDeviceNeeds.CodeAndApproval ? InvitationProblems.CodeFirst : InvitationProblems.ApprovalOff;
            if (!device.HasKey && !policy.WeakAllowed) return InvitationProblems.WeakDevice;
            // Whether a code is asked for or the host, is the site's choice: here it is the host.
            policy = policy with { CodeNeeded = false };
            var doubt = EntryRules.WhoIsIt(facts, ask.Visitor, policy, now);
            if (doubt is not (null or EntryVerdict.WrongAddress)) return facts.ProblemOf(doubt.Value, now)!;
            if (ask.Visitor.TypedKey is not null) await db.CountTry(facts, ask.Network, now);
            if (doubt is not null)
            {
                db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.WrongAddress, From = ask.From });
                return new DeviceAsked(facts.Id, DeviceRequestId.New(now), Secret.New());
            }
            noted = facts.RoomId;
            return await Note(db, facts, ask, EntryRules.AssuranceOf(facts, ask.Visitor, policy), now, tell);
        });
        sessions.TellAll(tell);
        if (noted is { } room)
        {
            register.Tell(room);
            outbox.Wake();
        }
        return asked;
    }

    /// <summary>A request of somebody who has shown who they are, in the unit of work that has judged it. Call <see cref="Outbox.Wake"/> after the commit.</summary>
    /// <param name="assurance">How they have shown it.</param>
    /// <param name="tell">Receives the sessions in which hosts are to hear of it.</param>
    internal async Task<DeviceAsked> Note(UsherDb db, EntryFacts facts, DeviceAsk ask, Assurance assurance, DateTimeOffset now, List<SessionChange> tell)
    {
        var (secret, since) = (Secret.New(), now.AddDays(-1));
        var today = await db.DeviceRequests.Where(request => request.InvitationId == facts.Id && request.AskedAt > since).ToListAsync();
        var open = today.Where(request => request.DecidedAt is null && request.AskedAt > now - DeviceRequest.Life).ToList();
        // The same browser, asking again: it is waiting already.
        if (open.Find(request => ask.Device.Cookies.TryGetValue(request.Binding, out var kept) && Secret.Matches(kept, request.SecretHash)) is { } before)
        {
            if (assurance > before.Assurance) before.Assurance = assurance;
            return new DeviceAsked(facts.Id, before.Id, ask.Device.Cookies[before.Binding]);
        }
        var asked = new DeviceAsked(facts.Id, DeviceRequestId.New(now), secret);
        // Beyond that nobody is disturbed, and nobody told that they are not.
        if (open.Count >= NewDeviceRules.MostOpen || today.Count >= NewDeviceRules.MostADay) return asked;
        db.Add(new DeviceRequest
        {
            Id = asked.Id,
            InvitationId = facts.Id,
            SecretHash = Secret.Hash(secret),
            Assurance = assurance,
            KeyThumbprint = ask.Device.KeyThumbprint,
            Browser = ask.Browser,
            System = ask.System,
            Network = ask.Whereabouts,
            AskedAt = now,
        });
        db.Add(new HistoryLine { InvitationId = facts.Id, At = now, What = HistoryWhat.DeviceAsked, Detail = $"{ask.Browser}, {ask.System}", From = ask.From });
        if (outbox.CanSend) outbox.Queue(db, WordToHost.Kind, facts.Id.ToString(), Encoding.UTF8.GetBytes(nameof(HistoryWhat.DeviceAsked)), now);
        tell.AddRange((await db.ParticipantsOf(facts.Id)).Where(change => change.Participant is not null));
        return asked;
    }
}
