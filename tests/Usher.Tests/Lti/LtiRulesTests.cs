using Usher.Courses;
using Usher.Lti;
using Usher.Rooms;

namespace Usher.Tests.Lti;

/// <summary>The rules of what comes from learning platforms, on their own.</summary>
public sealed class LtiRulesTests
{
    private const string Course = "http://purl.imsglobal.org/vocab/lis/v2/membership";
    private const string Institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person";

    [Theory]
    [InlineData(CourseRole.Host, Course + "#Instructor")]
    [InlineData(CourseRole.Host, Course + "#ContentDeveloper")]
    [InlineData(CourseRole.Host, Course + "#Administrator")]
    [InlineData(CourseRole.Host, Course + "/Instructor#PrimaryInstructor")]
    [InlineData(CourseRole.Moderator, Course + "/Instructor#TeachingAssistant")]
    [InlineData(CourseRole.Moderator, Course + "#Instructor", Course + "/Instructor#TeachingAssistant")]
    [InlineData(CourseRole.Host, Course + "/Instructor#TeachingAssistant", Course + "#ContentDeveloper")]
    [InlineData(CourseRole.Viewer, Course + "#Learner")]
    [InlineData(CourseRole.Viewer, Course + "#Mentor")]
    [InlineData(CourseRole.Host, Course + "#Learner", Course + "#Instructor")]
    [InlineData(CourseRole.Viewer, Course + "#Learner", Institution + "#Instructor")]
    [InlineData(CourseRole.Viewer, Institution + "#Administrator")]
    [InlineData(CourseRole.Viewer, "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator")]
    [InlineData(CourseRole.Host, "Instructor")]
    [InlineData(CourseRole.Viewer, "Learner")]
    [InlineData(CourseRole.Viewer, "Juggler")]
    [InlineData(CourseRole.Viewer, "http://purl.imsglobal.org/vocab/lis/v2/membership#Juggler")]
    [InlineData(CourseRole.Viewer, "http://evil.example/#Instructor")]
    [InlineData(CourseRole.Viewer)]
    public void Only_roles_of_the_course_count(CourseRole expected, params string[] roles) =>
        Assert.Equal(expected, ContextRoleRules.Of(roles, new RoleMapping()));

    [Fact]
    public void The_admin_can_change_what_a_role_is()
    {
        var mapping = new RoleMapping(TeachingAssistant: CourseRole.Host, Learner: CourseRole.Speaker);
        Assert.Equal(mapping, RoleMapping.FromText(mapping.ToText()));
        Assert.Equal(CourseRole.Speaker, ContextRoleRules.Of([Course + "#Learner"], mapping));
        Assert.Equal(CourseRole.Host, ContextRoleRules.Of([Course + "/Instructor#TeachingAssistant"], mapping));
    }

    [Fact]
    public void Who_leads_a_course_edits_its_rooms_and_a_private_room_is_its_collaborators_alone()
    {
        Assert.Equal(Standing.CoEditor, ((Standing?)null).With(RoomAccess.Course, CourseRole.Host));
        Assert.Equal(Standing.CoEditor, ((Standing?)Standing.CoViewer).With(RoomAccess.Public, CourseRole.Host));
        Assert.Equal(Standing.Owner, ((Standing?)Standing.Owner).With(RoomAccess.Course, CourseRole.Host));
        Assert.Null(((Standing?)null).With(RoomAccess.Private, CourseRole.Host));
        Assert.Null(((Standing?)null).With(RoomAccess.Course, CourseRole.Moderator));
        Assert.True(RoomRules.MaySee(RoomAccess.Course, null, signedIn: true, CourseRole.Viewer));
        Assert.False(RoomRules.MaySee(RoomAccess.Course, null, signedIn: true));
        Assert.False(RoomRules.MaySee(RoomAccess.Private, null, signedIn: true, CourseRole.Viewer));
    }

    [Fact]
    public void Keys_of_the_tool_overlap()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] keys = [start, start.AddDays(90)];
        Assert.False(ToolKeyRules.IsDue([start], start.AddDays(89)));
        Assert.True(ToolKeyRules.IsDue([start], start.AddDays(90)));
        Assert.Equal(0, ToolKeyRules.Signing(keys, start.AddDays(90.5)));
        Assert.Equal(1, ToolKeyRules.Signing(keys, start.AddDays(91)));
        Assert.False(ToolKeyRules.IsPast(keys, 0, start.AddDays(92)));
        Assert.True(ToolKeyRules.IsPast(keys, 0, start.AddDays(93)));
        Assert.False(ToolKeyRules.IsPast(keys, 1, start.AddDays(1000)));
    }
}
