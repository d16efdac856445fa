using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Settings;
using Usher.Web;

namespace Usher.Audit;

/// <summary>What to look for in the audit; all that is given must be true of a line.</summary>
/// <param name="Who">An account's address or id.</param>
/// <param name="What">An act, such as <c>room.created</c>; one that ends with a dot is the beginning of several.</param>
/// <param name="On">The id of the thing.</param>
/// <param name="From">The network address.</param>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
internal readonly record struct AuditAsked(string? Who, string? What, string? On, string? From, DateTimeOffset? Since, DateTimeOffset? Until)
{
    // The database takes instants in UTC alone.
    public AuditSearch Search => new(Who, What, On, From, Since?.ToUniversalTime(), Until?.ToUniversalTime());
}

/// <summary>The audit, for the site's admins: read, searched and taken away as a file. Nothing here changes it.</summary>
internal static class AuditEndpoints
{
    private const int PageLength = 50;

    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddHostedService<AuditRetention>();

    public static void MapAudit(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        var page = pages.MapGroup(AuditPage.Path).RequireAdmin();
        page.MapGet("", Show);
        page.MapGet("/export", (string? who, string? what, string? on, string? from, string? since, string? until, UsherDb db, SiteSettings settings, CancellationToken cancel) =>
            Export(who, what, on, from, since, until, db, settings, cancel));
        var audit = api.MapGroup("/admin/audit").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        audit.MapGet("", List).WithSummary("Who did what to what, when and from where; newest first.");
        audit.MapGet("/export", async ([AsParameters] AuditAsked asked, UsherDb db, CancellationToken cancel) => (IResult)await File(db, asked.Search, cancel))
            .Produces<string>(200, "text/csv").WithSummary("The same as a CSV file, whole.");
    }

    private static async Task<Ok<IReadOnlyList<AuditEntry>>> List([AsParameters] AuditAsked asked, [AsParameters] PageOfList page, HttpContext context, UsherDb db, CancellationToken cancel)
    {
        var found = await db.AuditFound(asked.Search, AuditPlace.Parse(page.Cursor), cancel);
        var entries = await db.WithNames(await found.Take(page.Size + 1).ToListAsync(cancel), cancel);
        return page.Answer(context, entries, entry => new AuditPlace(entry.At, entry.Id).ToString());
    }

    private static async Task<IResult> Show(
        string? who, string? what, string? on, string? from, string? since, string? until, string? cursor, UsherDb db, SiteSettings settings, CancellationToken cancel)
    {
        var search = await SearchOf(who, what, on, from, since, until, settings);
        var lines = await (await db.AuditFound(search, AuditPlace.Parse(cursor), cancel)).Take(PageLength + 1).ToListAsync(cancel);
        var rows = await db.WithNames([.. lines.Take(PageLength)], cancel);
        return Page.Of<AuditPage>(new
        {
            Search = search,
            Since = since,
            Until = until,
            Rows = rows,
            TimeZone = (await settings.Site()).TimeZone,
            Next = lines.Count > PageLength ? new AuditPlace(rows[^1].At, rows[^1].Id).ToString() : null,
        });
    }

    private static async Task<IResult> Export(
        string? who, string? what, string? on, string? from, string? since, string? until, UsherDb db, SiteSettings settings, CancellationToken cancel) =>
        await File(db, await SearchOf(who, what, on, from, since, until, settings), cancel);

    /// <summary>Days are those of the site's time zone; the last is part of what is asked for.</summary>
    private static async Task<AuditSearch> SearchOf(string? who, string? what, string? on, string? from, string? since, string? until, SiteSettings settings)
    {
        var zone = TimeZones.Find((await settings.Site()).TimeZone) ?? TimeZoneInfo.Utc;
        return new(who, what, on, from, StartOf(since, 0, zone), StartOf(until, 1, zone));
    }

    private static DateTimeOffset? StartOf(string? day, int later, TimeZoneInfo zone)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 1900 or > 9990) return null;
        var local = date.AddDays(later).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static async Task<CsvFile> File(UsherDb db, AuditSearch search, CancellationToken cancel) => new(
        "audit.csv", ["at", "by", "name", "email", "what", "on", "detail", "from"], Rows(db, await db.AuditFound(search, null, cancel), cancel));

    /// <summary>In parts, so that a million lines are never held at once, and no query stays open while a file is slowly fetched.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<string?>> Rows(UsherDb db, IQueryable<AuditLine> found, [EnumeratorCancellation] CancellationToken cancel)
    {
        const int part = 1000;
        for (AuditPlace? before = null; ;)
        {
            var lines = await (before is { } place ? found.After(place) : found).Take(part).ToListAsync(cancel);
            foreach (var entry in await db.WithNames(lines, cancel))
                yield return [CsvFile.Cell(entry.At), entry.By, entry.Name, entry.Email, entry.What, entry.On, entry.Detail, entry.From];
            if (lines.Count < part) yield break;
            before = new(lines[^1].At, lines[^1].Id);
        }
    }
}
