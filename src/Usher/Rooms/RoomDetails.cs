using Usher.Web;

namespace Usher.Rooms;

/// <summary>What can be said of a room; null leaves as it is, or as it is by default.</summary>
/// <param name="Description">Markdown.</param>
/// <param name="TimeZone">An IANA name.</param>
/// <param name="Speakers">The whole list, in its order.</param>
public sealed record RoomDetails(
    string? Title = null, string? Description = null, RoomAccess? Access = null, bool? ChatAndCollaboration = null,
    StageMode? StageMode = null, string? TimeZone = null, IReadOnlyList<NamedSpeaker>? Speakers = null)
{
    public const int MostSpeakers = 50;
    public const int SpeakerNameLength = 200;
    public const int SpeakerAboutLength = 300;

    /// <summary>Whether anything but the access rule is to change: that takes another right.</summary>
    public bool EditsMoreThanAccess => this != new RoomDetails(Access: Access);

    /// <param name="inCourse">Whether the room is one of a course.</param>
    public Problem? Check(bool inCourse = false)
    {
        var errors = new FieldErrors();
        errors.Require(Title?.Any(char.IsControl) is not true, "title", "This has characters that no title has.");
        errors.Require(Title is null || Title.Trim().Length is > 0 and <= Room.TitleLength, "title", "A room needs a title, of at most 200 characters.");
        errors.Require(Description is null || Description.Length <= Room.DescriptionLength, "description", "A description has at most 20,000 characters.");
        errors.Require(Access is not RoomAccess.Course || inCourse, "access", "This room was not made in a course.");
        errors.Require(Access is null || Enum.IsDefined(Access.Value), "access", "Choose who may see the room.");
        errors.Require(StageMode is null || Enum.IsDefined(StageMode.Value), "stageMode", "Choose who may come on stage.");
        errors.Require(TimeZone is null || TimeZones.Find(TimeZone) is not null, "timeZone", "Choose a time zone, such as Europe/Dublin.");
        errors.Require(Speakers is null || Speakers.Count <= MostSpeakers, "speakers", "A room names at most 50 speakers.");
        errors.Require(Speakers?.All(speaker => speaker.Fits) is not false, "speakers", "Every speaker needs a name, of at most 200 characters, and at most 300 about them.");
        return errors.Problem;
    }

    internal IEnumerable<RoomSpeaker> SpeakersOf(RoomId room) =>
        (Speakers ?? []).Select((speaker, place) => new RoomSpeaker { RoomId = room, Place = place, Name = speaker.Name.Trim(), About = speaker.About?.Trim() ?? "" });
}

/// <summary>Somebody whom a room's pages announce as a speaker.</summary>
/// <param name="About">Such as "Chief engineer, Tidewright".</param>
public sealed record NamedSpeaker(string Name, string? About = null)
{
    internal bool Fits => Name?.Trim().Length is > 0 and <= RoomDetails.SpeakerNameLength && (About?.Trim().Length ?? 0) <= RoomDetails.SpeakerAboutLength;
}
