using Microsoft.Extensions.Localization;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>What an invitee puts in their calendar: the session, and where their way in is to be found. The way in itself is not there, since calendars are shared.</summary>
public static class InvitationCalendar
{
    /// <summary>Null where there is nothing for a calendar to hold: no session, or one without times.</summary>
    /// <param name="session">The session that the invitation leads to.</param>
    /// <param name="room">Its room.</param>
    /// <param name="site">Where people reach the site.</param>
    /// <param name="words">In whose language to write; English without it.</param>
    public static SessionCalendar? Of(Session? session, Room room, PublicAddress site, IStringLocalizer<Words>? words = null) => session is null
        ? null
        : SessionCalendar.Of(session, room, site, Say(words, "Join here on the device that you went in with before, or have your own link mailed to you."), JoinUrl(site, session.Id));

    /// <summary>Where a calendar entry leads: it is the same for everybody, and lets nobody in by itself.</summary>
    public static string JoinUrl(PublicAddress site, SessionId session) => site.UrlOf($"/join/{session}");

    private static string Say(IStringLocalizer<Words>? words, string text) => words is null ? text : words[text];
}
