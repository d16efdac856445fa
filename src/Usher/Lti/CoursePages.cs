using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Lti;

/// <summary>A course's pages: its rooms for its members; a new room and its people for those who lead it.</summary>
internal static class CoursePages
{
    public const string Path = "/courses";

    public static void MapCoursePages(this IEndpointRouteBuilder pages)
    {
        var courses = pages.MapGroup(Path).RequireSignedIn();
        courses.MapGet("", Courses);
        courses.MapGet("/{course}", Show);
        courses.MapGet("/{course}/new", New);
        courses.MapPost("/{course}/new", Create);
        courses.MapGet("/{course}/people", People);
        courses.MapPost("/{course}/people", ReadAgain);
        courses.MapPost("/{course}/scores", TurnScores);
    }

    private static async Task<IResult> Courses(HttpContext context, UsherDb db)
    {
        var courses = await db.CoursesOf(context.Actor().Id, context.RequestAborted);
        return courses is [var only] ? Results.LocalRedirect($"{Path}/{only.Id}") : Page.Of<CoursesPage>(new { Courses = courses });
    }

    private static async Task<IResult> Show(CourseId course, HttpContext context, UsherDb db)
    {
        var by = context.Actor();
        var found = await db.FindCourse(course, by.Account, context.RequestAborted);
        return found.Problem is { } problem
            ? problem.ToPage()
            : Page.Of<CoursePage>(new { Found = found.Value, Rooms = await db.RoomsOf(course, by.At, context.RequestAborted), Now = by.At });
    }

    private static async Task<IResult> New(CourseId course, HttpContext context, UsherDb db)
    {
        var found = await Led(course, context, db);
        return found.Problem is { } problem ? problem.ToPage() : Page.Of<NewCourseRoomPage>(new { Found = found.Value });
    }

    private static async Task<IResult> Create(
        CourseId course, [FromForm] string? title, [FromForm] string? description, [FromForm] string? timeZone, HttpContext context, UsherDb db, CreateRoom create)
    {
        var found = await Led(course, context, db);
        if (found.Problem is { } unseen) return unseen.ToPage();
        var made = await create.Run(context.Actor(), new RoomDetails(title ?? "", (description ?? "").ReplaceLineEndings("\n"), TimeZone: timeZone), course);
        return made.Problem is { } problem
            ? Page.Of<NewCourseRoomPage>(new { Found = found.Value, Title = title, Description = description, TimeZone = timeZone, Problem = problem }, problem.Status)
            : Results.LocalRedirect($"/rooms/{made.Value}");
    }

    private static async Task<IResult> People(CourseId course, HttpContext context, UsherDb db)
    {
        var found = await Led(course, context, db);
        if (found.Problem is { } problem) return problem.ToPage();
        var people = await db.CourseMembers.AsNoTracking().Where(member => member.CourseId == course && member.LeftAt == null)
            .OrderBy(member => member.LastName).ThenBy(member => member.FirstName).Take(1000).ToListAsync(context.RequestAborted);
        var scores = await db.AttendanceScores.AsNoTracking().Where(one => one.CourseId == course).ToDictionaryAsync(one => one.RoomId, context.RequestAborted);
        return Page.Of<CoursePeoplePage>(new { Found = found.Value, People = people, Rooms = await db.RoomsOf(course, context.Actor().At, context.RequestAborted), Scores = scores });
    }

    private static async Task<IResult> TurnScores(CourseId course, [FromForm] string? room, [FromForm] string? act, HttpContext context, UsherDb db, Scores scores)
    {
        var found = await Led(course, context, db);
        if (found.Problem is { } unseen) return unseen.ToPage();
        if (!RoomId.TryParse(room, null, out var id)) return LtiProblems.OtherCourse.ToPage();
        var turned = await scores.Turn(course, id, on: act != "off", context.Actor());
        if (turned.Problem is { } problem) return problem.ToPage();
        // What the platform then answers is shown on the page.
        if (act == "now") await scores.Send(id, context.RequestAborted);
        return Results.LocalRedirect($"{Path}/{course}/people#scores");
    }

    private static async Task<IResult> ReadAgain(CourseId course, HttpContext context, UsherDb db, Rosters rosters)
    {
        var found = await Led(course, context, db);
        if (found.Problem is { } problem) return problem.ToPage();
        await rosters.Read(course, context.RequestAborted);
        return Results.LocalRedirect($"{Path}/{course}/people");
    }

    /// <summary>The course, for those who lead it.</summary>
    private static async Task<Outcome<FoundCourse>> Led(CourseId course, HttpContext context, UsherDb db)
    {
        var found = await db.FindCourse(course, context.Actor().Account, context.RequestAborted);
        return found.Problem is null && !found.Value.Leads ? CommonProblems.Forbidden : found;
    }
}
