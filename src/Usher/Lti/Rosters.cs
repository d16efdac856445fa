using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Lti;

/// <summary>Somebody on a roster.</summary>
/// <param name="Roles">Null when the platform left them out.</param>
internal sealed record RosterRow(string Subject, bool Active, string FirstName, string LastName, string? Email, IReadOnlyList<string>? Roles);

/// <summary>
/// Reads who is in a course from its platform (Names and Role Provisioning 2.0): when somebody who leads it comes, and when they ask. In
/// the field roles are short or missing, addresses are missing or empty, and some who launch are never listed. Those of one
/// platform are read one after the other, and those of several at once: one that is slow holds up no other.
/// </summary>
internal sealed partial class Rosters(
    IDbContextFactory<UsherDb> databases, WriteDoor door, ToolTokens tokens, RoomChanges changes, TimeProvider time, ILogger<Rosters> log) : BackgroundService
{
    private const string Scope = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";
    private const string MediaType = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
    private const int MostPages = 500;
    private const int MostPeople = 50_000;
    private const int PlatformsAtOnce = 8;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Some platforms leave people out of their rosters whom they let launch; so recent a launch counts for more.</summary>
    private static readonly TimeSpan LaunchCounts = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<LtiRegistrationId, ConcurrentDictionary<CourseId, bool>> waiting = new();
    private readonly Channel<(LtiRegistrationId, CourseId)> wanted = Channel.CreateUnbounded<(LtiRegistrationId, CourseId)>();
    private readonly SemaphoreSlim places = new(PlatformsAtOnce);

    /// <summary>For how long one roster is read, over all its pages: each call ends by itself, but a platform may say for ever that there is more.</summary>
    internal TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many courses of one platform may wait to be read. However slow it is, it takes no place from another's.</summary>
    internal int MostOfOne { get; set; } = 1000;

    /// <summary>To be read soon, unless it has just been.</summary>
    public void Want(LtiRegistrationId platform, CourseId course)
    {
        var lane = waiting.GetOrAdd(platform, _ => new());
        if (lane.Count < MostOfOne && lane.TryAdd(course, true)) wanted.Writer.TryWrite((platform, course));
    }

    public override void Dispose()
    {
        places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lanes = new Dictionary<LtiRegistrationId, Task>();
        try
        {
            await foreach (var (platform, course) in wanted.Reader.ReadAllAsync(stoppingToken))
                lanes[platform] = After(lanes.GetValueOrDefault(platform, Task.CompletedTask), platform, course, stoppingToken);
        }
        finally
        {
            await Task.WhenAll(lanes.Values);
        }
    }

    /// <summary>When what was wanted of the platform before is read; whatever became of that.</summary>
    private async Task After(Task before, LtiRegistrationId platform, CourseId course, CancellationToken stopping)
    {
        await before;
        try
        {
            await places.WaitAsync(stopping);
            try
            {
                // From here on it may be wanted again.
                waiting[platform].TryRemove(course, out _);
                if (await IsDue(course, stopping)) await Read(course, stopping);
            }
            finally
            {
                places.Release();
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The site is going down, and the next launch will want it again.
        }
        catch (Exception fault)
        {
            LogUnread(log, fault);
        }
    }

    /// <summary>Reads it now, and makes the members what it says.</summary>
    public async Task<Outcome<Done>> Read(CourseId id, CancellationToken cancel)
    {
        Course? course;
        LtiRegistration? platform;
        await using (var db = await databases.CreateDbContextAsync(cancel))
        {
            course = await db.Courses.AsNoTracking().FirstOrDefaultAsync(one => one.Id == id, cancel);
            platform = course is null ? null : await db.LtiRegistrations.AsNoTracking().FirstOrDefaultAsync(one => one.Id == course.RegistrationId && one.DisabledAt == null, cancel);
        }
        if (course is null || platform is null || course.MembershipsUrl is not { } url) return LtiProblems.NotOffered;
        var rows = await FetchInTime(platform, url, cancel);
        if (rows is null)
        {
            await door.Write(db => db.Courses.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.RosterFault, LtiProblems.ServiceRefused.Code)), cancel);
            return LtiProblems.ServiceRefused;
        }
        var applied = await door.Write(db => Apply(db, platform, id, rows, time.Now()), cancel);
        if (applied.Problem is { } problem) return problem;
        foreach (var change in applied.Value) changes.Tell(change);
        return new Done();
    }

    private async Task<bool> IsDue(CourseId id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var old = time.Now() - Fresh;
        return await db.Courses.AnyAsync(one => one.Id == id && one.MembershipsUrl != null && (one.RosterReadAt == null || one.RosterReadAt < old), cancel);
    }

    private async Task<IReadOnlyList<RosterRow>?> FetchInTime(LtiRegistration platform, string url, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        try
        {
            return await Fetch(platform, url, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<RosterRow>?> Fetch(LtiRegistration platform, string url, CancellationToken cancel)
    {
        var (people, first) = (new List<RosterRow>(), LtiRegistration.OriginOf(url));
        for (var (page, next) = (0, url); page < MostPages && people.Count < MostPeople; page++)
        {
            var address = next;
            var answer = await tokens.Call(platform, Scope, () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.Accept.ParseAdd(MediaType);
                return request;
            }, cancel);
            if (answer is not { IsFine: true } || answer.Json() is not { } json || !json.TryGetProperty("members", out var members) || members.ValueKind is not JsonValueKind.Array) return null;
            people.AddRange(members.EnumerateArray().Select(Row).OfType<RosterRow>());
            if (Next(answer.Link) is not { } link) return people;
            if (!Uri.TryCreate(new Uri(address), link, out var following)) return null;
            next = following.ToString();
            // The token is for this platform; what its answer says is no reason to show it to anybody else.
            if (LtiRegistration.OriginOf(next) != first) return null;
        }
        return null;
    }

    private static RosterRow? Row(JsonElement member)
    {
        if (member.Text("user_id") is not { Length: > 0 and <= CourseMember.SubjectLength } subject) return null;
        var (first, last) = PersonName.Of(member);
        return new(subject, member.Text("status") is null or "Active", first, last, EmailAddress.Parse(member.Text("email"))?.Typed, member.Texts("roles"));
    }

    private static string? Next(string? link) => link is not null && NextLink().Match(link) is { Success: true } found ? found.Groups[1].Value : null;

    /// <returns>For whom, and in which rooms, something has changed.</returns>
    private static async Task<Outcome<List<RoomChange>>> Apply(UsherDb db, LtiRegistration platform, CourseId course, IReadOnlyList<RosterRow> rows, DateTimeOffset now)
    {
        // First, since it holds the course until the end of the unit: of two who read its roster at once, one comes after the other.
        await db.Courses.Where(one => one.Id == course).ExecuteUpdateAsync(set => set.SetProperty(one => one.RosterFault, (string?)null));
        // Read within: while the pages came, the platform may have been turned off, or its roles may have come to mean something else.
        var mapping = await db.LtiRegistrations.Where(one => one.Id == platform.Id && one.DisabledAt == null).Select(one => one.Roles).FirstOrDefaultAsync();
        if (mapping is null) return LtiProblems.NotRegistered;
        await db.Courses.Where(one => one.Id == course).ExecuteUpdateAsync(set => set.SetProperty(one => one.RosterReadAt, now));
        var members = await db.CourseMembers.Where(one => one.CourseId == course).ToDictionaryAsync(one => one.Subject, StringComparer.Ordinal);
        var before = members.Values.ToDictionary(one => one.Subject, one => (one.Role, Left: one.LeftAt is not null), StringComparer.Ordinal);
        var listed = rows.DistinctBy(row => row.Subject, StringComparer.Ordinal).ToDictionary(row => row.Subject, StringComparer.Ordinal);
        foreach (var row in listed.Values) Note(db, members, mapping, course, row, now);
        foreach (var member in members.Values.Where(one => !listed.ContainsKey(one.Subject) && one.LeftAt is null && !(one.LaunchedAt > now - LaunchCounts))) member.LeftAt = now;
        await FindAccounts(db, platform, members.Values);
        var rooms = await db.Rooms.Where(room => room.CourseId == course && room.DeletedAt == null).Select(room => room.Id).ToListAsync();
        return (List<RoomChange>)
        [
            .. members.Values.Where(one => one.AccountId is not null && before.TryGetValue(one.Subject, out var was) && was != (one.Role, one.LeftAt is not null))
                .SelectMany(one => rooms.Select(room => new RoomChange(room, one.AccountId))),
        ];
    }

    private static void Note(UsherDb db, Dictionary<string, CourseMember> members, RoleMapping mapping, CourseId course, RosterRow row, DateTimeOffset now)
    {
        if (!members.TryGetValue(row.Subject, out var member))
        {
            if (!row.Active) return;
            members[row.Subject] = member = new CourseMember { CourseId = course, Subject = row.Subject, Role = CourseRole.Viewer };
            db.Add(member);
        }
        member.OnRosterAt = now;
        member.LeftAt = row.Active ? null : member.LeftAt ?? now;
        if (row.Roles is { } roles) (member.Role, member.RoleNames) = (ContextRoleRules.Of(roles, mapping), ContextRoleRules.NamesOf(roles));
        if (row.FirstName.Length > 0 || row.LastName.Length > 0) (member.FirstName, member.LastName) = (row.FirstName, row.LastName);
        member.Email = row.Email ?? member.Email;
    }

    /// <summary>Those who have come here from another course of the platform have an account already.</summary>
    private static async Task FindAccounts(UsherDb db, LtiRegistration platform, IEnumerable<CourseMember> members)
    {
        foreach (var some in members.Where(one => one.AccountId is null).Chunk(500))
        {
            var subjects = some.Select(one => one.Subject).ToList();
            var accounts = await db.Set<IdentityUserLogin<AccountId>>().AsNoTracking().Where(one => one.LoginProvider == platform.Issuer && subjects.Contains(one.ProviderKey))
                .ToDictionaryAsync(one => one.ProviderKey, one => one.UserId, StringComparer.Ordinal);
            foreach (var member in some) member.AccountId = accounts.TryGetValue(member.Subject, out var account) ? account : null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The roster of a course could not be read.")]
    private static partial void LogUnread(ILogger log, Exception fault);

    // RFC 8288, as far as platforms use it.
    [GeneratedRegex("""<([^>]+)>\s*;[^,<]*rel="?next\b"?""", RegexOptions.IgnoreCase, Patterns.Patience)]
    private static partial Regex NextLink();
}
