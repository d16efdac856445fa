using System.Globalization;
using Usher.Accounts;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>What a host says about the person to invite.</summary>
/// <param name="Email">One plain address; required.</param>
/// <param name="FirstName">Any script, up to 100 characters; required.</param>
/// <param name="LastName">Any script, up to 100 characters; required.</param>
/// <param name="Role">The invitation's type: <c>viewer</c> (when left out), <c>moderator</c> or <c>speaker</c>.</param>
/// <param name="Session">The id of an upcoming session, or <c>every</c> for every session of the room. Left out: the running or next session, or every one while none is planned.</param>
/// <param name="SendEmail">Mail the link to the invitee.</param>
/// <param name="ExpiresAt">When the link ends, within the site's cap. Left out: by the site's policy.</param>
/// <param name="MaxDevices">Devices that may be bound, within the site's cap. Left out: by the site's policy; -1 is unlimited.</param>
/// <param name="Note">A personal note of up to 1,000 characters, for the mail.</param>
/// <param name="Language">The invitee's language, a BCP 47 tag.</param>
/// <param name="TimeZone">The invitee's time zone, an IANA name.</param>
public sealed record InvitationRequest(
    string? Email, string? FirstName, string? LastName, Role? Role = null, string? Session = null, bool SendEmail = false,
    DateTimeOffset? ExpiresAt = null, int? MaxDevices = null, string? Note = null, string? Language = null, string? TimeZone = null)
{
    /// <summary>The word for "every session of the room" in place of a session's id.</summary>
    public const string EverySession = "every";

    /// <summary>What the request comes to, or everything that is wrong with it.</summary>
    internal Outcome<CheckedInvitation> Check(InvitingRoom room, InvitationSettings site, bool canMail, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var address = errors.RequireAddress(Email);
        var (first, last, note) = (Name(FirstName, "firstName", errors), Name(LastName, "lastName", errors), Note?.Trim() ?? "");
        errors.Require(InvitationRules.IsType(Role ?? Sessions.Role.Viewer), "role", "Choose Viewer, Moderator or Speaker.");
        errors.Require(note.Length <= InvitationRules.NoteLength, "note", $"At most {InvitationRules.NoteLength} characters.");
        InvitationRules.CheckExpiry(ExpiresAt, site, now, errors);
        InvitationRules.CheckDevices(MaxDevices, site, errors);
        errors.Require(string.IsNullOrEmpty(Language) || IsLanguage(Language), "language", "Give a language tag, such as en or pt-BR.");
        errors.Require(string.IsNullOrEmpty(TimeZone) || TimeZones.Find(TimeZone) is not null, "timeZone", "Give an IANA time zone, such as Europe/Dublin.");
        errors.Require(!SendEmail || (canMail && site.InviteEmailTemplate is not null), "sendEmail", InvitationProblems.MailOff.Sentence);
        var session = ChosenSession(room, now, errors);
        if (errors.Problem is { } problem) return problem;
        if (!site.Domains.Admits(address!.Domain))
            return InvitationProblems.DomainBlocked with { Errors = new Dictionary<string, string> { ["email"] = InvitationProblems.DomainBlocked.Sentence } };
        return new CheckedInvitation(
            address!, first, last, Role ?? Sessions.Role.Viewer, session, SendEmail,
            ExpiresAt?.ToUniversalTime() ?? InvitationRules.DefaultExpiry(site, session is not null, now),
            MaxDevices ?? site.LinkReusability, note, NullIfEmpty(Language), NullIfEmpty(TimeZone));
    }

    private Session? ChosenSession(InvitingRoom room, DateTimeOffset now, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(Session)) return room.Default(now);
        if (Session == EverySession) return null;
        var chosen = room.Upcoming.FirstOrDefault(session => session.Id.ToString() == Session);
        errors.Require(chosen is not null, "session", "Choose an upcoming session of this room.");
        return chosen;
    }

    private static string Name(string? text, string field, FieldErrors errors)
    {
        var name = text?.Trim() ?? "";
        errors.Require(name.Length > 0, field, "This is needed.");
        errors.Require(name.Length <= InvitationRules.NameLength, field, $"At most {InvitationRules.NameLength} characters.");
        errors.Require(!name.Any(char.IsControl), field, "This has characters that no name has.");
        return name;
    }

    private static bool IsLanguage(string tag)
    {
        try
        {
            return tag.Length <= 35 && CultureInfo.GetCultureInfo(tag, predefinedOnly: true) is not null;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>A request that can be carried out.</summary>
internal sealed record CheckedInvitation(
    EmailAddress Address, string FirstName, string LastName, Role Role, Session? Session, bool SendEmail, DateTimeOffset? ExpiresAt, int MaxDevices,
    string Note, string? Language, string? TimeZone);
