using System.Globalization;

namespace Usher.Rooms;

/// <summary>What the form of a room holds: filled from the room, or as somebody sent it.</summary>
/// <param name="Version">The version it shows; null for a new room.</param>
/// <param name="MayEdit">Whether all of it may be changed.</param>
/// <param name="MayChangeAccess">Whether the access rule may be changed.</param>
/// <param name="InCourse">Whether it is a course's room, which that course's members may see.</param>
public sealed record RoomForm(
    string Title, string Description, RoomAccess Access, bool ChatAndCollaboration, StageMode StageMode, string TimeZone,
    IReadOnlyList<NamedSpeaker> Speakers, int? Version, bool MayEdit = true, bool MayChangeAccess = true, bool InCourse = false)
{
    public static readonly RoomForm New = new("", "", RoomAccess.Private, true, StageMode.ByRequest, "UTC", [], null);

    /// <summary>What this person may change of it; what they may not is not sent and stays.</summary>
    public RoomDetails Details => new(
        MayEdit ? Title : null, MayEdit ? Description : null, MayChangeAccess ? Access : null, MayEdit ? ChatAndCollaboration : null,
        MayEdit ? StageMode : null, MayEdit ? TimeZone : null, MayEdit ? Speakers : null);

    public static RoomForm Of(FoundRoom found, IReadOnlyList<NamedSpeaker> speakers)
    {
        var room = found.Room;
        return new(
            room.Title, room.Description, room.Access, room.ChatAndCollaboration, room.StageMode, room.TimeZone, speakers, room.Version,
            found.May(RoomAct.Edit), found.May(RoomAct.ChangeAccess), room.CourseId is not null);
    }

    /// <summary>This form with what was sent in it.</summary>
    public RoomForm With(IFormCollection sent) => this with
    {
        Title = MayEdit ? sent["title"].ToString() : Title,
        Description = MayEdit ? sent["description"].ToString().ReplaceLineEndings("\n") : Description,
        ChatAndCollaboration = MayEdit ? sent.ContainsKey("chatAndCollaboration") : ChatAndCollaboration,
        StageMode = MayEdit ? Choice<StageMode>(sent["stageMode"]) : StageMode,
        TimeZone = MayEdit ? sent["timeZone"].ToString() : TimeZone,
        Speakers = MayEdit ? SpeakersIn(sent) : Speakers,
        Access = MayChangeAccess ? Choice<RoomAccess>(sent["access"]) : Access,
        Version = int.TryParse(sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : Version,
    };

    // Something that is no choice is one that the check refuses, not one made for them.
    private static T Choice<T>(string? name) where T : struct, Enum => Enum.TryParse<T>(name, ignoreCase: true, out var choice) ? choice : (T)(object)-1;

    private static List<NamedSpeaker> SpeakersIn(IFormCollection sent) =>
    [
        .. sent["speakerName"].Zip(sent["speakerAbout"], (name, about) => new NamedSpeaker(name ?? "", about))
            .Where(speaker => !string.IsNullOrWhiteSpace(speaker.Name) || !string.IsNullOrWhiteSpace(speaker.About)),
    ];
}
