using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>Who answers a request: a host on the register, or a Host or Moderator in the room.</summary>
/// <param name="Account">Null for a Moderator without one, who is then named.</param>
public sealed record Decider(AccountId? Account, string Name, string? From);

/// <summary>
/// A host's yes or no to another device. The yes revokes the old binding and makes the new one in one unit of work; of two answers at
/// once the first counts, and a revocation comes before it or after it.
/// </summary>
public sealed class DecideDeviceRequest(WriteDoor door, SiteSettings settings, SessionChanges sessions, RegisterChanges register, TimeProvider time)
{
    public async Task<Outcome<Done>> Approve(InvitationId invitation, DeviceRequestId id, Decider by)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        return Tell(await door.Write<Outcome<Decided>>(async db =>
        {
            if (!await db.HoldLive(invitation, site, now)) return InvitationProblems.Over;
            if (await db.EntryFactsOf(invitation, null, site, now) is not { } facts) return InvitationProblems.Over;
            if (await Answer(db, invitation, id, DeviceDecision.Approved, by, now) is { } problem) return problem;
            var request = await db.DeviceRequests.AsNoTracking().SingleAsync(one => one.Id == id);
            await db.MoveDevice(facts, NewDeviceRules.MakesWay(facts, now), Binding(request, now), now);
            db.Add(Line(request, HistoryWhat.DeviceApproved, by, now));
            return await WhomToTell(db, facts);
        }));
    }

    public async Task<Outcome<Done>> Decline(InvitationId invitation, DeviceRequestId id, Decider by)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        return Tell(await door.Write<Outcome<Decided>>(async db =>
        {
            if (await Answer(db, invitation, id, DeviceDecision.Declined, by, now) is { } problem) return problem;
            var request = await db.DeviceRequests.AsNoTracking().SingleAsync(one => one.Id == id);
            db.Add(Line(request, HistoryWhat.DeviceDeclined, by, now));
            return await WhomToTell(db, (await db.EntryFactsOf(invitation, null, site, now))!);
        }));
    }

    /// <summary>The one conditional UPDATE: a request is answered once, and not when it is too old.</summary>
    private static async Task<Problem?> Answer(
        UsherDb db, InvitationId invitation, DeviceRequestId id, DeviceDecision decision, Decider by, DateTimeOffset now)
    {
        var request = db.DeviceRequests.Where(one => one.Id == id && one.InvitationId == invitation);
        var touched = await request.Open(now).ExecuteUpdateAsync(set => set
            .SetProperty(one => one.DecidedAt, now).SetProperty(one => one.Decision, decision).SetProperty(one => one.DecidedById, by.Account));
        if (touched == 1) return null;
        return await request.AnyAsync() ? InvitationProblems.DeviceRequestOver : InvitationProblems.DeviceRequestUnknown;
    }

    private static DeviceBinding Binding(DeviceRequest request, DateTimeOffset now) => new()
    {
        Id = request.Binding,
        InvitationId = request.InvitationId,
        SecretHash = request.SecretHash,
        AttemptHash = Secret.Hash(Secret.New()),
        KeyThumbprint = request.KeyThumbprint,
        Assurance = request.Assurance,
        Browser = request.Browser,
        System = request.System,
        BoundAt = now,
    };

    private static HistoryLine Line(DeviceRequest request, HistoryWhat what, Decider by, DateTimeOffset now) => new()
    {
        InvitationId = request.InvitationId,
        At = now,
        What = what,
        ById = by.Account,
        Detail = by.Account is null ? $"{request.Browser}, {request.System} · {by.Name}" : $"{request.Browser}, {request.System}",
        From = by.From,
    };

    /// <summary>Those who are in by it, on whatever device; and the page that asked, which waits on the session.</summary>
    private static async Task<Decided> WhomToTell(UsherDb db, EntryFacts facts)
    {
        var changes = await db.ParticipantsOf(facts.Id);
        return new(facts.RoomId, facts.SessionId is { } session ? [.. changes.Append(new SessionChange(session)).Distinct()] : changes);
    }

    private Outcome<Done> Tell(Outcome<Decided> decided)
    {
        if (decided.Problem is { } problem) return problem;
        sessions.TellAll(decided.Value.Changes);
        register.Tell(decided.Value.Room);
        return new Done();
    }

    private sealed record Decided(RoomId Room, IReadOnlyList<SessionChange> Changes);
}
