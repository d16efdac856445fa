using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What can be done to several invitations at once.</summary>
public enum SeveralAct
{
    /// <summary>Mail each once more.</summary>
    Send,

    /// <summary>Let each work until a later time; none is cut short, and none that was revoked is revived.</summary>
    Extend,

    /// <summary>Give each another type.</summary>
    ChangeType,

    /// <summary>Take each back.</summary>
    Revoke,
}

/// <summary>An act on several invitations of a room.</summary>
/// <param name="Invitations">Their ids, 1,000 at most; left out with <paramref name="NotCome"/>.</param>
/// <param name="NotCome">All live ones by which nobody has come in yet: the oldest 1,000.</param>
/// <param name="Role">For <c>changeType</c>.</param>
/// <param name="ExpiresAt">For <c>extend</c>, within the site's cap.</param>
public sealed record SeveralRequest(
    SeveralAct Act, IReadOnlyList<InvitationId>? Invitations = null, bool NotCome = false, Role? Role = null, DateTimeOffset? ExpiresAt = null);

/// <summary>What became of one of several invitations that were acted on together.</summary>
/// <param name="Code">Why it was not done; absent when it was.</param>
public sealed record SeveralVerdict(InvitationId Invitation, bool Done, string? Code);

/// <summary>What became of several invitations that were acted on together.</summary>
/// <param name="Done">How many it was done to.</param>
public sealed record SeveralAnswer(int Done, IReadOnlyList<SeveralVerdict> Verdicts);

/// <summary>Does one thing to several invitations: each is judged on its own, and one that refuses does not keep the others from it.</summary>
public sealed class ActOnSeveral(
    IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, SessionChanges sessions, RegisterChanges register, SendAgain again, Outbox outbox)
{
    public const int Most = 1000;

    /// <summary>Of one unit of work, so that others who write come between.</summary>
    private const int AtOnce = 50;

    /// <param name="room">One whose invitations this person manages.</param>
    public async Task<Outcome<SeveralAnswer>> Act(RoomId room, SeveralRequest request, Actor by)
    {
        var site = await settings.Invitations();
        if (Check(request, site, by.At) is { } wrong) return wrong;
        if (request.Act is SeveralAct.Send && !(outbox.CanSend && site.InviteEmailTemplate is not null)) return InvitationProblems.MailOff;
        var rows = await Rows(room, request, site, by);
        var verdicts = (request.Invitations ?? []).Distinct().Except(rows.Select(row => row.Id))
            .Select(id => new SeveralVerdict(id, false, InvitationProblems.Unknown.Code)).ToList();
        foreach (var part in rows.OrderBy(row => row.Id).Chunk(AtOnce))
        {
            var (judged, told) = await door.Write(db => Part(db, part, request, site, by));
            sessions.TellAll(told);
            verdicts.AddRange(judged);
        }
        if (request.Act is SeveralAct.Send) outbox.Wake();
        register.Tell(room);
        return new SeveralAnswer(verdicts.Count(verdict => verdict.Done), verdicts);
    }

    private static Problem? Check(SeveralRequest request, InvitationSettings site, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Require(request.NotCome || request.Invitations is { Count: > 0 and <= Most }, "invitations", $"Choose from 1 to {Most} invitations.");
        errors.Require(request.Act is not SeveralAct.ChangeType || request.Role is not null, "role", "Choose Viewer, Moderator or Speaker.");
        errors.Require(request.Act is not SeveralAct.Extend || request.ExpiresAt is not null, "expiresAt", "This is needed.");
        return errors.Problem ?? new InvitationChanges(request.Role, request.ExpiresAt).Check(site, now);
    }

    private async Task<IReadOnlyList<RegisterRow>> Rows(RoomId room, SeveralRequest request, InvitationSettings site, Actor by)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (!request.NotCome) return await db.RegisterRowsOf(room, [.. request.Invitations!], site, by.At);
        var ids = await db.Invitations.Where(one => one.RoomId == room).In(InvitationState.Pending, TimeSpan.FromMinutes(site.GraceMinutes), by.At)
            .OrderBy(one => one.Id).Take(Most).Select(one => one.Id).ToListAsync();
        return await db.RegisterRowsOf(room, ids, site, by.At);
    }

    private async Task<(List<SeveralVerdict> Verdicts, List<SessionChange> Told)> Part(
        UsherDb db, RegisterRow[] rows, SeveralRequest request, InvitationSettings site, Actor by)
    {
        var (verdicts, told) = (new List<SeveralVerdict>(), new List<SessionChange>());
        foreach (var row in rows)
        {
            var problem = await One(db, row, request, site, by);
            verdicts.Add(new(row.Id, problem is null, problem?.Code));
            if (problem is null && request.Act is SeveralAct.ChangeType or SeveralAct.Revoke or SeveralAct.Extend) told.AddRange(await db.ParticipantsOf(row.Id));
        }
        return (verdicts, told);
    }

    private async Task<Problem?> One(UsherDb db, RegisterRow row, SeveralRequest request, InvitationSettings site, Actor by)
    {
        switch (request.Act)
        {
            case SeveralAct.Send:
                return await again.SendWithin(db, row.Id, site, by) ? null : InvitationProblems.Over;
            case SeveralAct.Extend:
                if (row.Changeable && (row.ExpiresAt is not { } until || until >= request.ExpiresAt)) return InvitationProblems.WorksLonger;
                return await ChangeInvitation.ChangeWithin(db, row.Id, new InvitationChanges(ExpiresAt: request.ExpiresAt!.Value.ToUniversalTime()), null, by) ? null : InvitationProblems.Over;
            case SeveralAct.ChangeType:
                if (row.Changeable && row.Role == request.Role) return null;
                return await ChangeInvitation.ChangeWithin(db, row.Id, new InvitationChanges(request.Role), null, by) ? null : InvitationProblems.Over;
            case SeveralAct.Revoke:
                await db.Revoke(row.Id, by.Id, by.From, by.At);
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(request));
        }
    }
}
