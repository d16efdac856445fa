using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Lti;

/// <summary>What attendance comes to as a grade.</summary>
public static class ScoreRules
{
    public const int Maximum = 100;

    /// <summary>Percent of a room's sessions that somebody was in, rounded to the nearest.</summary>
    /// <param name="held">Sessions that are over; with none there is nothing to tell.</param>
    public static int? Percent(int attended, int held) => held == 0 ? null : (int)Math.Round(Maximum * (double)attended / held, MidpointRounding.AwayFromZero);
}

/// <summary>
/// Attendance as a score (Assignment and Grade Services 2.0), for rooms in which who leads the course turned it on: after each session the
/// course's grades have, for everybody who is there as a Viewer, the share of the room's sessions that they were in.
/// </summary>
internal sealed class Scores(IDbContextFactory<UsherDb> databases, WriteDoor door, ToolTokens tokens, TimeProvider time, ILogger<Scores> log) : BackgroundService
{
    private const string LineItem = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
    private const string Score = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
    private const string Tag = "usher-attendance";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>What a platform did not take is sent to it again this much later.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(15);

    /// <summary>And for this long after the session.</summary>
    private static readonly TimeSpan AgainFor = TimeSpan.FromDays(1);

    /// <summary>Turns it on or off.</summary>
    public Task<Outcome<Done>> Turn(CourseId course, RoomId room, bool on, Actor by) => door.Write<Outcome<Done>>(async db =>
    {
        // Held until the end of the unit, so that of two who turn it on at once one comes after the other.
        var held = await db.Rooms.Where(one => one.Id == room && one.CourseId == course && one.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version));
        if (held == 0) return LtiProblems.OtherCourse;
        var known = await db.AttendanceScores.FirstOrDefaultAsync(one => one.RoomId == room);
        if (on && !await db.Courses.AnyAsync(one => one.Id == course && one.LineItemsUrl != null)) return LtiProblems.NotOffered;
        if (on && known is null) db.Add(new AttendanceScore { RoomId = room, CourseId = course, TurnedOnAt = by.At });
        if (!on && known is not null) db.Remove(known);
        db.Add(by.Did(on ? "lti-score.on" : "lti-score.off", room));
        return new Done();
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SendDue(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Attendance could not be told to a learning platform.");
            }
        }
    }

    /// <summary>Tells the grades of every room that is due.</summary>
    public async Task SendDue(CancellationToken cancel)
    {
        foreach (var room in await Due(cancel)) await Send(room, cancel);
    }

    /// <summary>Tells the grades of one room now.</summary>
    public async Task<Outcome<Done>> Send(RoomId room, CancellationToken cancel)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var asked = await db.AttendanceScores.AsNoTracking().FirstOrDefaultAsync(one => one.RoomId == room, cancel);
        if (asked is null) return LtiProblems.NotOffered;
        // On which node it is done is settled here: the row is taken by who finds it as it was. It counts as refused until it is told, also when this node stops meanwhile.
        var taken = await door.Write(write => write.AttendanceScores.Where(one => one.RoomId == room && one.SentAt == asked.SentAt)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.SentAt, now).SetProperty(one => one.Fault, LtiProblems.ServiceRefused.Code)), cancel);
        if (taken == 0) return new Done();
        var told = await Tell(db, asked, now, cancel);
        if (told) await door.Write(write => write.AttendanceScores.Where(one => one.RoomId == room).ExecuteUpdateAsync(set => set.SetProperty(one => one.Fault, (string?)null)), cancel);
        return told ? new Done() : LtiProblems.ServiceRefused;
    }

    /// <summary>The rooms of which a session is over that has not been told, or was not taken.</summary>
    private async Task<List<RoomId>> Due(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (now, sessions) = (time.Now(), db.Set<Session>());
        var (again, lately) = (now - AgainAfter, now - AgainFor);
        return await db.AttendanceScores.Where(one => sessions.Any(session => session.RoomId == one.RoomId && session.CancelledAt == null
                && (session.EndedAt ?? session.EndsAt) <= now
                && (one.SentAt == null || (session.EndedAt ?? session.EndsAt) > one.SentAt
                    || (one.Fault != null && one.SentAt <= again && (session.EndedAt ?? session.EndsAt) > lately))))
            .OrderBy(one => one.RoomId).Select(one => one.RoomId).Take(100).ToListAsync(cancel);
    }

    private async Task<bool> Tell(UsherDb db, AttendanceScore asked, DateTimeOffset now, CancellationToken cancel)
    {
        var course = await db.Courses.AsNoTracking().SingleAsync(one => one.Id == asked.CourseId, cancel);
        var platform = await db.LtiRegistrations.AsNoTracking().FirstOrDefaultAsync(one => one.Id == course.RegistrationId && one.DisabledAt == null, cancel);
        var title = await db.Rooms.Where(one => one.Id == asked.RoomId && one.DeletedAt == null).Select(one => one.Title).FirstOrDefaultAsync(cancel);
        if (platform is null || title is null || course.LineItemsUrl is not { } lineItems) return false;
        if ((asked.LineItemUrl ?? await Column(platform, lineItems, asked.RoomId, title, cancel)) is not { } column) return false;
        var (held, people) = await Attended(db, asked, now, cancel);
        foreach (var (subject, attended) in people)
            if (ScoreRules.Percent(attended, held) is { } percent && !await Post(platform, column, subject, percent, now, cancel)) return false;
        return true;
    }

    private static async Task<(int Held, IReadOnlyList<(string Subject, int Attended)> People)> Attended(UsherDb db, AttendanceScore asked, DateTimeOffset now, CancellationToken cancel)
    {
        var over = db.Set<Session>().Where(session => session.RoomId == asked.RoomId && session.CancelledAt == null && (session.EndedAt ?? session.EndsAt) <= now);
        var stays = db.Attendances.Where(stay => over.Any(session => session.Id == stay.SessionId));
        var rows = await db.CourseMembers.AsNoTracking()
            .Where(member => member.CourseId == asked.CourseId && member.LeftAt == null && member.Role == CourseRole.Viewer)
            .Select(member => new
            {
                member.Subject,
                Attended = stays.Where(stay => member.AccountId != null && stay.Participant!.AccountId == member.AccountId).Select(stay => stay.SessionId).Distinct().Count(),
            }).ToListAsync(cancel);
        return (await over.CountAsync(cancel), [.. rows.Select(row => (row.Subject, row.Attended))]);
    }

    /// <summary>The column of a room in the grades: the one that is there, or a new one.</summary>
    private async Task<string?> Column(LtiRegistration platform, string lineItems, RoomId room, string title, CancellationToken cancel)
    {
        var found = await tokens.Call(platform, LineItem, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString(lineItems, new Dictionary<string, string?> { ["resource_id"] = room.ToString(), ["tag"] = Tag }));
            request.Headers.Accept.ParseAdd("application/vnd.ims.lis.v2.lineitemcontainer+json");
            return request;
        }, cancel);
        if (found is not { IsFine: true }) return null;
        var url = ColumnIn(found.Body, room) ?? (await tokens.Call(platform, LineItem, () => Json(HttpMethod.Post, lineItems, "application/vnd.ims.lis.v2.lineitem+json", new()
        {
            ["label"] = title,
            ["scoreMaximum"] = ScoreRules.Maximum,
            ["resourceId"] = room.ToString(),
            ["tag"] = Tag,
        }), cancel) is { IsFine: true } made ? made.Json()?.Text("id") : null);
        // The token is for this platform alone, whatever address its answer names.
        if (url is null || url.Length > Course.AddressLength || LtiRegistration.OriginOf(url) != LtiRegistration.OriginOf(lineItems)) return null;
        await door.Write(db => db.AttendanceScores.Where(one => one.RoomId == room).ExecuteUpdateAsync(set => set.SetProperty(one => one.LineItemUrl, url)), cancel);
        return url;
    }

    // Platforms that do not know the filter answer with every column.
    private static string? ColumnIn(byte[] body, RoomId room)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind is not JsonValueKind.Array ? null
                : json.RootElement.EnumerateArray().Where(item => item.Text("resourceId") == room.ToString() && item.Text("tag") == Tag).Select(item => item.Text("id")).FirstOrDefault();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<bool> Post(LtiRegistration platform, string column, string subject, int percent, DateTimeOffset now, CancellationToken cancel)
    {
        var to = new UriBuilder(column);
        to.Path = to.Path.TrimEnd('/') + "/scores";
        return await tokens.Call(platform, Score, () => Json(HttpMethod.Post, to.Uri.ToString(), "application/vnd.ims.lis.v1.score+json", new()
        {
            ["userId"] = subject,
            ["scoreGiven"] = percent,
            ["scoreMaximum"] = ScoreRules.Maximum,
            ["activityProgress"] = "Completed",
            ["gradingProgress"] = "FullyGraded",
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        }), cancel) is { IsFine: true };
    }

    private static HttpRequestMessage Json(HttpMethod method, string url, string type, JsonObject content) =>
        new(method, url) { Content = new StringContent(content.ToJsonString(), new MediaTypeHeaderValue(type)) };
}
