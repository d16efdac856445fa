using Usher.Courses;

namespace Usher.Lti;

/// <summary>What the roles of a course are in its rooms; the admin can change it for each platform.</summary>
/// <param name="Administrator">Of the course, not of the institution.</param>
public sealed record RoleMapping(
    CourseRole Administrator = CourseRole.Host, CourseRole ContentDeveloper = CourseRole.Host, CourseRole Instructor = CourseRole.Host,
    CourseRole TeachingAssistant = CourseRole.Moderator, CourseRole Learner = CourseRole.Viewer, CourseRole Mentor = CourseRole.Viewer)
{
    public string ToText() => string.Join(' ', Administrator, ContentDeveloper, Instructor, TeachingAssistant, Learner, Mentor);

    public static RoleMapping FromText(string text) =>
        text.Split(' ').Select(Enum.Parse<CourseRole>).ToArray() is [var administrator, var developer, var instructor, var assistant, var learner, var mentor]
            ? new(administrator, developer, instructor, assistant, learner, mentor)
            : new();
}

/// <summary>Reads the roles of a launch or a roster.</summary>
public static class ContextRoleRules
{
    private const string Membership = "http://purl.imsglobal.org/vocab/lis/v2/membership";

    /// <summary>
    /// What somebody is in the course. Roles of the institution or the system count for nothing: a learner may well teach elsewhere. Short
    /// names are roles of the course (LTI 1.3 §A.2.3); names that nobody knows are passed over; nobody is less than a Viewer.
    /// </summary>
    public static CourseRole Of(IEnumerable<string> roles, RoleMapping mapping)
    {
        var names = roles.Select(InCourse).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var assists = names.Any(name => name.StartsWith("Instructor#TeachingAssistant", StringComparison.Ordinal) || name == "TeachingAssistant");
        var given = names.Select(name => Principal(name) switch
        {
            "Administrator" => mapping.Administrator,
            "ContentDeveloper" => mapping.ContentDeveloper,
            // A teaching assistant's principal role, which is sent along (§A.2.3.1), is that of an instructor.
            "Instructor" => assists && !IsInstructor(name) ? mapping.TeachingAssistant : mapping.Instructor,
            "TeachingAssistant" => mapping.TeachingAssistant,
            "Learner" => mapping.Learner,
            "Mentor" => mapping.Mentor,
            _ => CourseRole.Viewer,
        });
        return given.DefaultIfEmpty(CourseRole.Viewer).Max();
    }

    /// <summary>Those of the roles that are of the course, to be read anew when the mapping changes; as many as there is room for.</summary>
    public static string NamesOf(IEnumerable<string> roles)
    {
        var names = "";
        foreach (var name in roles.Select(InCourse).OfType<string>().Where(name => !name.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            if (names.Length + name.Length < CourseMember.RoleNamesLength) names = names.Length == 0 ? name : $"{names} {name}";
        return names;
    }

    /// <summary>What somebody is in the course, by <see cref="NamesOf"/>.</summary>
    public static CourseRole OfNames(string names, RoleMapping mapping) => Of(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), mapping);

    /// <summary>"Instructor", or "Instructor#Lecturer" for a sub-role; null for a role of something else than the course.</summary>
    private static string? InCourse(string role) =>
        role.StartsWith(Membership + "#", StringComparison.Ordinal) ? role[(Membership.Length + 1)..]
        : role.StartsWith(Membership + "/", StringComparison.Ordinal) ? role[(Membership.Length + 1)..]
        : role.Contains(':', StringComparison.Ordinal) || role.Contains('/', StringComparison.Ordinal) ? null
        : role;

    private static string Principal(string name) => name.Split('#')[0];

    // Any other sub-role says that they teach, whatever else they do.
    private static bool IsInstructor(string name) => name.StartsWith("Instructor#", StringComparison.Ordinal) && !name.StartsWith("Instructor#TeachingAssistant", StringComparison.Ordinal);
}
