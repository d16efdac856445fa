using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>Inviting several people: the list, what would become of each row, and the links.</summary>
public static class BulkPages
{
    public static void MapBulkPages(this IEndpointRouteBuilder pages)
    {
        var bulk = pages.MapGroup("/rooms/{room}/invitations/bulk").RequireSignedIn();
        bulk.MapGet("", New);
        bulk.MapPost("", Send).WithMetadata(new RequestSizeLimitAttribute(2 * BulkList.LongestText));
        bulk.MapGet("/progress/{name}", Progress);
    }

    private static async Task<IResult> New(RoomId room, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox)
    {
        var by = context.Actor();
        var found = await db.RoomToInviteTo(room, by, settings);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        var sends = await db.Accounts.Where(account => account.Id == by.Id).Select(account => account.SendsInvitationsByEmail).SingleAsync();
        return await Form(found.Value, new BulkForm { SendEmail = sends }, null, by, settings, outbox);
    }

    private static async Task<IResult> Send(RoomId room, HttpContext context, UsherDb db, SiteSettings settings, Outbox outbox, IssueBulk bulk)
    {
        var by = context.Actor();
        var found = await db.RoomToInviteTo(room, by, settings);
        if (found.Problem is { } unseen) return unseen.ToRoomPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = await BulkForm.From(sent, context.RequestAborted);
        if (form.Text.Length > BulkList.LongestText) return await Form(found.Value, new BulkForm(), null, by, settings, outbox, InvitationProblems.BulkSize);
        // The file has been read into the text, which from here on is the list.
        var issue = sent.ContainsKey("issue");
        var outcome = await bulk.Issue(room, form.Requests(), by, only: !issue, form.Watched);
        if (outcome.Problem is { } problem) return await Form(found.Value, form, null, by, settings, outbox, problem);
        if (!issue) return await Form(found.Value, form, outcome.Value, by, settings, outbox);
        return Page.Of<BulkDonePage>(new { found.Value.Room, Answer = outcome.Value, File = await FileOf(outcome.Value), form.SendEmail });
    }

    private static async Task<IResult> Form(
        InvitingRoom room, BulkForm form, BulkAnswer? check, Actor by, SiteSettings settings, Outbox outbox, Problem? problem = null)
    {
        var site = await settings.Invitations();
        // A name for watching how far it is; it opens nothing.
        var shown = form with { Watched = Guid.CreateVersion7(by.At).ToString("N") };
        return Page.Of<BulkPage>(
            new { Room = room, Form = shown, Check = check, MaySend = outbox.CanSend && site.InviteEmailTemplate is not null, by.At, Problem = problem }, problem?.Status ?? 200);
    }

    /// <summary>The links, in the page itself: nothing that could be asked for again holds them.</summary>
    private static async Task<string?> FileOf(BulkAnswer answer)
    {
        if (answer.Issued == 0) return null;
        await using var text = new StringWriter();
        await CsvFile.Write(text, ["email", "first name", "last name", "type", "link"], answer.Rows.Where(row => row.Url is not null)
            .Select(IReadOnlyList<string?> (row) => [row.Email, row.FirstName, row.LastName, row.Role.ToString(), row.Url]).ToAsyncEnumerable());
        return "data:text/csv;charset=utf-8;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes('\uFEFF' + text.ToString()));
    }

    private static async Task<IResult> Progress(RoomId room, string name, HttpContext context, UsherDb db, SiteSettings settings, BulkProgress progress)
    {
        var by = context.Actor();
        if ((await db.RoomToInviteTo(room, by, settings)).Problem is { } problem) return problem.ToResult();
        return progress.Of(by.Id, name) is { } far ? TypedResults.Ok(new { far.Done, far.Of }) : TypedResults.NoContent();
    }
}
