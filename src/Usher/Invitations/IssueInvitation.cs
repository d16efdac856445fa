using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>An invitation was issued.</summary>
/// <param name="Token">The link's secret: shown to the host in this answer, and never again.</param>
public sealed record Issued(InvitationId Id, string Token);

/// <summary>A host invites a person: the invitation, its link, its first line of history and its mail are written together or not at all.</summary>
public sealed class IssueInvitation(IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, Outbox outbox, RegisterChanges register)
{
    public async Task<Outcome<Issued>> Issue(RoomId roomId, InvitationRequest request, Actor by)
    {
        var (now, site) = (by.At, await settings.Invitations());
        Outcome<InvitingRoom> room;
        await using (var db = await databases.CreateDbContextAsync()) room = await db.RoomToInviteTo(roomId, by, settings);
        if (room.Problem is { } refused) return refused;
        var check = request.Check(room.Value, site, outbox.CanSend, now);
        if (check.Problem is { } wrong) return wrong;
        var issued = await door.Write(db => IssueWithin(db, roomId, check.Value, site, by));
        if (issued.Problem is null) register.Tell(roomId);
        if (issued.Problem is null && check.Value.SendEmail) outbox.Wake();
        return issued;
    }

    /// <summary>What the dialog offers this person first the next time. Programs, which say it each time, change nothing about it.</summary>
    public Task Remember(bool sendsByEmail, Actor by) => door.Write(db => db.Accounts.Where(account => account.Id == by.Id && account.SendsInvitationsByEmail != sendsByEmail)
        .ExecuteUpdateAsync(set => set.SetProperty(account => account.SendsInvitationsByEmail, sendsByEmail)));

    private async Task<Outcome<Issued>> IssueWithin(
        UsherDb db, RoomId room, CheckedInvitation request, InvitationSettings site, Actor by)
    {
        var now = by.At;
        if (!await db.HoldToIssue(room, by)) return InvitationProblems.MayNotInvite;
        if (await db.LiveInvitation(room, request.Address.Key, request.Session?.Id, site, now) is { } existing)
            return InvitationProblems.Exists with { About = existing.ToString() };
        if (await db.QuotaLeft(by, site) <= 0) return InvitationProblems.Quota.After(await db.QuotaReturns(by));
        return Add(db, room, request, by, outbox);
    }

    /// <summary>The invitation, its link, its first line of history and its mail, added to a unit of work in which all has been judged.</summary>
    internal static Issued Add(UsherDb db, RoomId room, CheckedInvitation request, Actor by, Outbox outbox)
    {
        var (now, invitation, token) = (by.At, New(room, request, by, by.At), Secret.New());
        db.Add(invitation);
        db.Add(new LinkToken { Hash = Secret.Hash(token), InvitationId = invitation.Id, IssuedAt = now });
        db.Add(new HistoryLine { InvitationId = invitation.Id, At = now, What = HistoryWhat.Issued, ById = by.Id, From = by.From, Detail = request.Role.ToString() });
        db.Add(by.Did("invitation.issued", invitation.Id, $"{request.Role}, room {invitation.RoomId}"));
        if (request.SendEmail)
        {
            outbox.Queue(db, InvitationMail.Kind, invitation.Id.ToString(), Encoding.UTF8.GetBytes(token), now);
            invitation.MailState = MailState.Queued;
        }
        return new Issued(invitation.Id, token);
    }

    private static Invitation New(RoomId room, CheckedInvitation request, Actor by, DateTimeOffset now) => new()
    {
        Id = InvitationId.New(now),
        RoomId = room,
        SessionId = request.Session?.Id,
        Email = request.Address.Typed,
        EmailKey = request.Address.Key,
        FirstName = request.FirstName,
        LastName = request.LastName,
        Role = request.Role,
        MaxDevices = request.MaxDevices,
        ExpiresAt = request.ExpiresAt,
        Note = request.Note,
        Language = request.Language,
        TimeZone = request.TimeZone,
        IssuedById = by.Id,
        IssuedAt = now,
    };
}
