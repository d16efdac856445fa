using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Live;

/// <summary>Who was in a session and for how long, over the API: for those who may see the room's analytics.</summary>
internal static class AttendanceEndpoints
{
    private const int PartLength = 500;

    private static readonly string[] Head = ["participant", "name", "email", "invitation", "joined at", "left at", "seconds", "device"];

    public static void MapAttendanceCall(this IEndpointRouteBuilder api) =>
        api.MapGet("/rooms/{room}/sessions/{session}/attendance", Show).WithTags("Sessions").RequireScope(Scopes.RoomsRead)
            .Produces<IReadOnlyList<Attendee>>(200, "application/json", "text/csv").Refuses(403, 404)
            .WithSummary("Who was in it, when, for how long and by which device: JSON in pages, or one CSV of all stays.");

    /// <param name="room">The room.</param>
    /// <param name="session">One of its sessions.</param>
    /// <param name="format"><c>csv</c> for a file; so does <c>Accept: text/csv</c>.</param>
    private static async Task<IResult> Show(
        RoomId room, SessionId session, string? format, [AsParameters] PageOfList page, HttpContext context, UsherDb db, IDbContextFactory<UsherDb> databases, TimeProvider time)
    {
        var found = await db.FindSession(room, session, context.SignedIn(), RoomAct.Edit);
        if (found.Problem is { } problem) return problem.ToResult();
        var now = time.Now();
        if (format == "csv" || context.Request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase))
            return new CsvFile("attendance.csv", Head, Rows(session, databases, now));
        ParticipantId? after = ParticipantId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        var people = await db.AttendanceOf(session, after, page.Size + 1, now, context.RequestAborted);
        return page.Answer(context, people, one => one.Participant.ToString());
    }

    private static async IAsyncEnumerable<IReadOnlyList<string?>> Rows(
        SessionId session, IDbContextFactory<UsherDb> databases, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ParticipantId? after = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            var part = await db.AttendanceOf(session, after, PartLength, now, cancel);
            foreach (var one in part)
                foreach (var stay in one.Stays)
                    yield return
                    [
                        one.Participant.ToString(), one.Name, one.Email, one.Invitation?.ToString(), CsvFile.Cell(stay.JoinedAt), CsvFile.Cell(stay.LeftAt),
                        CsvFile.Cell(stay.Seconds), stay.Device,
                    ];
            if (part.Count < PartLength) yield break;
            after = part[^1].Participant;
        }
    }
}
