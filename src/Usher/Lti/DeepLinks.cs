using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;
using Usher.Web;

namespace Usher.Lti;

/// <summary>
/// Deep Linking 2.0: in a dialog of the platform, who leads a course picks the room that a new link there shall lead to, makes one, or
/// none. The answer is a message that this tool signs and the browser posts to the platform.
/// </summary>
internal sealed class DeepLinks(IDbContextFactory<UsherDb> databases, WriteDoor door, ToolTokens tokens, PublicAddress site, TimeProvider time)
{
    public const string Path = "/lti/pick/";
    private static readonly TimeSpan Life = TimeSpan.FromHours(2);

    /// <summary>Keeps what the platform asked, until it is answered.</summary>
    public async Task<Outcome<DeepLinkRequestId>> Begin(LtiRegistration platform, LaunchMessage message, AccountId account, CourseId? course, CourseRole role)
    {
        if (course is not { } within || role is not CourseRole.Host) return LtiProblems.MayNotLink;
        var now = time.Now();
        var asked = new DeepLinkRequest
        {
            Id = DeepLinkRequestId.New(now),
            RegistrationId = platform.Id,
            DeploymentId = message.DeploymentId,
            CourseId = within,
            AccountId = account,
            ReturnUrl = message.DeepLink!.ReturnUrl,
            Data = message.DeepLink.Data,
            TakesLineItem = message.DeepLink.TakesLineItem,
            ExpiresAt = now + Life,
        };
        await door.Write(async db =>
        {
            await db.DeepLinkRequests.Where(one => one.ExpiresAt < now).ExecuteDeleteAsync();
            db.Add(asked);
        });
        return asked.Id;
    }

    /// <summary>What was asked, if it was asked of this person and has not been answered.</summary>
    public async Task<Outcome<DeepLinkRequest>> Find(DeepLinkRequestId id, AccountId account)
    {
        await using var db = await databases.CreateDbContextAsync();
        var now = time.Now();
        var found = await db.DeepLinkRequests.AsNoTracking().FirstOrDefaultAsync(one => one.Id == id && one.AccountId == account && one.AnsweredAt == null && one.ExpiresAt > now);
        return found is null ? LtiProblems.Stale : found;
    }

    /// <summary>The signed answer; it is given once.</summary>
    /// <param name="room">Null when nothing was chosen, which is an answer too.</param>
    public async Task<Outcome<string>> Answer(DeepLinkRequest asked, Room? room, CancellationToken cancel)
    {
        var now = time.Now();
        var taken = await door.Write(db => db.DeepLinkRequests.Where(one => one.Id == asked.Id && one.AnsweredAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.AnsweredAt, now)), cancel);
        if (taken == 0) return LtiProblems.Stale;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var platform = await db.LtiRegistrations.AsNoTracking().SingleAsync(one => one.Id == asked.RegistrationId, cancel);
        JsonArray items = room is null ? [] : [Item(room)];
        var claims = new Dictionary<string, object>
        {
            [LtiClaims.MessageType] = "LtiDeepLinkingResponse",
            [LtiClaims.Version] = "1.3.0",
            [LtiClaims.Deployment] = asked.DeploymentId,
            [LtiClaims.ContentItems] = JsonSerializer.SerializeToElement(items),
            ["nonce"] = Secret.New(),
        };
        if (asked.Data is { } data) claims[LtiClaims.Data] = data;
        return await tokens.Sign(platform.ClientId, platform.Issuer, claims, cancel);
    }

    private JsonObject Item(Room room) => new()
    {
        ["type"] = "ltiResourceLink",
        ["title"] = room.Title,
        ["url"] = ToolAddresses.ToRoom(site, room.Id),
        ["custom"] = new JsonObject { ["room"] = room.Id.ToString() },
    };
}

/// <summary>The dialog in which a room is picked.</summary>
internal static class DeepLinkPages
{
    public static void MapDeepLinks(this IEndpointRouteBuilder pages)
    {
        var pick = pages.MapGroup("/lti/pick/{request}").RequireSignedIn();
        pick.MapGet("", (DeepLinkRequestId request, HttpContext context, DeepLinks links, UsherDb db) => Show(request, context, links, db));
        pick.MapPost("", Choose);
    }

    private static async Task<IResult> Show(DeepLinkRequestId request, HttpContext context, DeepLinks links, UsherDb db, Problem? problem = null, string? title = null)
    {
        var by = context.Actor();
        var asked = await links.Find(request, by.Id);
        if (asked.Problem is { } gone) return gone.ToPage();
        var found = await db.FindCourse(asked.Value.CourseId, by.Account, context.RequestAborted);
        if (found.Problem is { } unseen) return unseen.ToPage();
        return Page.Of<PickRoomPage>(
            new { Asked = asked.Value, Found = found.Value, Rooms = await db.RoomsOf(asked.Value.CourseId, by.At, context.RequestAborted), Title = title, Problem = problem, Now = by.At },
            problem?.Status ?? 200);
    }

    private static async Task<IResult> Choose(
        DeepLinkRequestId request, [FromForm] string? act, [FromForm] string? room, [FromForm] string? title, [FromForm] string? timeZone, HttpContext context, DeepLinks links,
        UsherDb db, CreateRoom create)
    {
        var by = context.Actor();
        var asked = await links.Find(request, by.Id);
        if (asked.Problem is { } gone) return gone.ToPage();
        RoomId? chosen = RoomId.TryParse(room, null, out var picked) ? picked : null;
        if (act == "make")
        {
            var zone = TimeZones.Find(timeZone) is null ? "UTC" : timeZone;
            var made = await create.Run(by, new RoomDetails(title ?? "", TimeZone: zone), asked.Value.CourseId);
            if (made.Problem is { } wrong) return await Show(request, context, links, db, wrong, title);
            chosen = made.Value;
        }
        else if (act == "nothing")
        {
            chosen = null;
        }
        var linked = chosen is { } one ? await db.Rooms.AsNoTracking().FirstOrDefaultAsync(found => found.Id == one && found.CourseId == asked.Value.CourseId && found.DeletedAt == null) : null;
        if (linked is null && act != "nothing") return await Show(request, context, links, db, LtiProblems.OtherCourse with { Status = 422 }, title);
        var answer = await links.Answer(asked.Value, linked, context.RequestAborted);
        if (answer.Problem is { } late) return late.ToPage();
        context.AllowFormsTo(LtiRegistration.OriginOf(asked.Value.ReturnUrl)!);
        return Page.Of<PickedPage>(new { asked.Value.ReturnUrl, Message = answer.Value });
    }
}
