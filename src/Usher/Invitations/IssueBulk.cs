using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>
/// Issues many invitations: every good row, whatever the others are, a hundred in one unit of work. What a row says is judged again in
/// that unit, so that a list sent twice, or two lists at once, invite nobody twice and no more than the quota allows.
/// </summary>
public sealed class IssueBulk(
    IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, CheckBulk check, Outbox outbox, RegisterChanges register, PublicAddress address, BulkProgress progress)
{
    private const int AtOnce = 100;

    /// <param name="requests">Each with its place.</param>
    /// <param name="only">Say what would become of each, and change nothing.</param>
    /// <param name="watched">Under which name a page asks how far it is.</param>
    public async Task<Outcome<BulkAnswer>> Issue(
        RoomId roomId, IReadOnlyList<(int Row, InvitationRequest Request)> requests, Actor by, bool only = false, string? watched = null)
    {
        if (requests.Count is 0 or > BulkList.Most) return InvitationProblems.BulkSize;
        Outcome<InvitingRoom> room;
        await using (var db = await databases.CreateDbContextAsync()) room = await db.RoomToInviteTo(roomId, by, settings);
        if (room.Problem is { } refused) return refused;
        var rows = await check.Check(room.Value, requests, by);
        if (only) return new BulkAnswer(0, [.. rows.Select(row => row.Row)]);

        var (site, answers) = (await settings.Invitations(), rows.ConvertAll(row => row.Row));
        int[] good = [.. Enumerable.Range(0, rows.Count).Where(place => rows[place].Invitation is not null)];
        for (var from = 0; from < good.Length; from += AtOnce)
        {
            var places = good[from..Math.Min(from + AtOnce, good.Length)];
            var judged = await door.Write(db => Part(db, roomId, [.. places.Select(place => rows[place])], site, by));
            foreach (var (place, answer) in places.Zip(judged)) answers[place] = answer;
            progress.Note(by.Id, watched, from + places.Length, good.Length);
            // What is committed is told, whatever becomes of the rest.
            outbox.Wake();
            register.Tell(roomId);
        }
        return new BulkAnswer(answers.Count(row => row.Verdict is BulkVerdict.Issued), answers);
    }

    private async Task<List<BulkRow>> Part(UsherDb db, RoomId room, CheckedRow[] rows, InvitationSettings site, Actor by)
    {
        if (!await db.HoldToIssue(room, by)) return [.. rows.Select(row => row.Row.Refused(InvitationProblems.MayNotInvite))];
        var held = await db.HeldBy(room, [.. rows.Select(row => row.Invitation!.Address.Key)], site, by.At);
        var left = await db.QuotaLeft(by, site);
        var answers = new List<BulkRow>(rows.Length);
        foreach (var (row, invitation) in rows)
        {
            if (held.TryGetValue((invitation!.Address.Key, invitation.Session?.Id), out var existing))
                answers.Add(row.Refused(InvitationProblems.Exists with { About = existing.ToString() }));
            else if (left-- <= 0)
                answers.Add(row.Refused(InvitationProblems.Quota));
            else
                answers.Add(Issue(db, room, row, invitation, by));
        }
        return answers;
    }

    private BulkRow Issue(UsherDb db, RoomId room, BulkRow row, CheckedInvitation request, Actor by)
    {
        var issued = IssueInvitation.Add(db, room, request, by, outbox);
        return row with { Verdict = BulkVerdict.Issued, Id = issued.Id, Url = InvitationLink.Of(address, issued.Token) };
    }
}
