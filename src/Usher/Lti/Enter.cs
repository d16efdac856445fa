using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Lti;

/// <summary>Somebody has come in by a launch.</summary>
/// <param name="Course">Null for a launch from no course, and for somebody without a name to be in one by.</param>
/// <param name="Changes">In which rooms they are somebody else than before.</param>
internal sealed record Entered(SignIn SignIn, CourseId? Course, CourseRole Role, IReadOnlyList<RoomChange> Changes);

/// <summary>
/// What a good launch does: it is used up, its person has an account, is a member of the course with the role they have there now, and is
/// signed in for as long as they stay. All of it or nothing.
/// </summary>
internal sealed class Enter(WriteDoor door, RoomChanges changes, TimeProvider time)
{
    public async Task<Outcome<Entered>> Run(LtiRegistration platform, LaunchMessage message, string nonce, LaunchTarget? target, string browser, string? from)
    {
        var entered = await Write(platform, message, nonce, target, browser, from);
        if (entered.Problem is not null) return entered;
        foreach (var change in entered.Value.Changes) changes.Tell(change);
        return entered;
    }

    private async Task<Outcome<Entered>> Write(LtiRegistration platform, LaunchMessage message, string nonce, LaunchTarget? target, string browser, string? from)
    {
        try
        {
            return await door.Write(db => Within(db, platform, message, nonce, target, browser, from));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // Two launches of one person at once: the other has made the account or the course, or has used this very launch up.
            return await door.Write(db => Within(db, platform, message, nonce, target, browser, from));
        }
    }

    /// <summary>Uses a value up; false if it was.</summary>
    internal static async Task<bool> Spend(UsherDb db, string value, DateTimeOffset now, TimeSpan life)
    {
        var id = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
        await db.LtiSpent.Where(one => one.ForgetAt < now).ExecuteDeleteAsync();
        if (await db.LtiSpent.AnyAsync(one => one.Id == id)) return false;
        db.Add(new LtiSpent { Id = id, ForgetAt = now + life });
        return true;
    }

    private async Task<Outcome<Entered>> Within(
        UsherDb db, LtiRegistration platform, LaunchMessage message, string nonce, LaunchTarget? target, string browser, string? from)
    {
        var now = time.Now();
        if (!await Spend(db, $"{platform.Id} {nonce}", now, LaunchState.Life + LaunchRules.Skew)) return LtiProblems.Replayed;
        // Read within: while its token was checked, the platform may have been turned off, or its roles may have come to mean something else.
        var mapping = await db.LtiRegistrations.Where(one => one.Id == platform.Id && one.DisabledAt == null).Select(one => one.Roles).FirstOrDefaultAsync();
        if (mapping is null) return LtiProblems.NotRegistered;
        var found = message.Subject is null ? await Stranger(db, target, now) : await AccountOf(db, platform, message, from, now);
        if (found.Problem is { } problem) return problem;
        var role = ContextRoleRules.Of(message.Roles, mapping);
        var course = message.Context is null ? null : await CourseOf(db, platform, message, message.Context, now);
        var changed = course is not null && message.Subject is not null ? await Join(db, course.Id, message, found.Value, role, now) : [];
        var signIn = db.Begin(found.Value, browser, from, now, platform.Id, platform.FrameOrigins());
        db.Add(new AuditLine { At = now, By = found.Value.ToString(), What = "lti.launched", On = (course?.Id.ToString() ?? platform.Id.ToString())!, Detail = course is null ? "" : role.ToString(), From = from });
        return new Entered(signIn, message.Subject is null ? null : course?.Id, role, changed);
    }

    /// <summary>Somebody without a name sits where everybody may, and nowhere else.</summary>
    private static async Task<Outcome<AccountId>> Stranger(UsherDb db, LaunchTarget? target, DateTimeOffset now)
    {
        var open = target?.Room is { } room && await db.Rooms.AnyAsync(one => one.Id == room && one.Access == RoomAccess.Public && one.DeletedAt == null);
        if (!open) return LtiProblems.Anonymous;
        var account = New("Anonymous", "viewer", now, anonymous: true);
        db.Add(account);
        return account.Id;
    }

    /// <summary>Their account by issuer and subject; the first time also by their address, if the platform is trusted with those.</summary>
    private static async Task<Outcome<AccountId>> AccountOf(UsherDb db, LtiRegistration platform, LaunchMessage message, string? from, DateTimeOffset now)
    {
        var email = platform.TrustsAddresses ? EmailAddress.Parse(message.Email) : null;
        var known = await db.Set<IdentityUserLogin<AccountId>>().Where(one => one.LoginProvider == platform.Issuer && one.ProviderKey == message.Subject)
            .Join(db.Accounts, one => one.UserId, account => account.Id, (_, account) => account).FirstOrDefaultAsync();
        if (known is not null) return known.DisabledAt is not null ? LtiProblems.AccountDisabled : await Renew(db, known, message, email);
        var byAddress = email is null ? null : await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.NormalizedEmail == email.Key);
        if (byAddress is { DisabledAt: not null }) return LtiProblems.AccountDisabled;
        var account = byAddress ?? New(message.FirstName, message.LastName, now);
        if (byAddress is null)
        {
            account.SetAddress(email);
            db.Add(account);
        }
        db.Add(new IdentityUserLogin<AccountId> { LoginProvider = platform.Issuer, ProviderKey = message.Subject!, ProviderDisplayName = platform.Name, UserId = account.Id });
        db.Add(new AuditLine { At = now, What = byAddress is null ? "account.created" : "account.linked", On = account.Id.ToString(), Detail = platform.Id.ToString(), From = from });
        return account.Id;
    }

    private static async Task<AccountId> Renew(UsherDb db, Account account, LaunchMessage message, EmailAddress? email)
    {
        // Whoever has a password here looks after their name themselves.
        if (account.PasswordHash is null && (message.FirstName.Length > 0 || message.LastName.Length > 0)) (account.FirstName, account.LastName) = (message.FirstName, message.LastName);
        if (account.NormalizedEmail is null && email is not null && !await db.Accounts.AnyAsync(other => other.NormalizedEmail == email.Key)) account.SetAddress(email);
        return account.Id;
    }

    private static Account New(string first, string last, DateTimeOffset now, bool anonymous = false) => new()
    {
        Id = AccountId.New(now),
        FirstName = first.Length > 0 || last.Length > 0 ? first : "Course",
        LastName = first.Length > 0 || last.Length > 0 ? last : "member",
        SiteRole = SiteRole.Member,
        IsAnonymous = anonymous,
        CreatedAt = now,
        SecurityStamp = "",
        LockoutEnabled = true,
    };

    private static async Task<Course> CourseOf(UsherDb db, LtiRegistration platform, LaunchMessage message, LaunchContext context, DateTimeOffset now)
    {
        var known = db.Courses.Where(one => one.RegistrationId == platform.Id && one.DeploymentId == message.DeploymentId && one.ContextId == context.Id);
        // Which holds it until the end of the unit: a roster that is read meanwhile comes before or after, and nobody is made a member twice.
        await known.ExecuteUpdateAsync(set => set.SetProperty(one => one.Title, context.Title));
        var course = await known.FirstOrDefaultAsync();
        if (course is null)
        {
            course = new Course
            {
                Id = CourseId.New(now),
                RegistrationId = platform.Id,
                DeploymentId = message.DeploymentId,
                ContextId = context.Id,
                Title = context.Title,
                CreatedAt = now,
            };
            db.Add(course);
        }
        course.MembershipsUrl = context.MembershipsUrl ?? course.MembershipsUrl;
        course.LineItemsUrl = context.LineItemsUrl ?? course.LineItemsUrl;
        return course;
    }

    private static async Task<IReadOnlyList<RoomChange>> Join(UsherDb db, CourseId course, LaunchMessage message, AccountId account, CourseRole role, DateTimeOffset now)
    {
        var member = await db.CourseMembers.FirstOrDefaultAsync(one => one.CourseId == course && one.Subject == message.Subject);
        if (member is null) db.Add(member = new CourseMember { CourseId = course, Subject = message.Subject!, Role = role });
        // Who launches may be in a session already, as who they were before.
        var changed = member.AccountId == account && (member.Role != role || member.LeftAt is not null);
        (member.AccountId, member.Role, member.LaunchedAt, member.LeftAt) = (account, role, now, null);
        member.RoleNames = ContextRoleRules.NamesOf(message.Roles);
        if (message.FirstName.Length > 0 || message.LastName.Length > 0) (member.FirstName, member.LastName) = (message.FirstName, message.LastName);
        member.Email = message.Email ?? member.Email;
        return changed ? await db.Rooms.Where(room => room.CourseId == course && room.DeletedAt == null).Select(room => new RoomChange(room.Id, account)).ToListAsync() : [];
    }
}
