using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>What a mail told a calendar, remembered from its writing to its being taken.</summary>
/// <param name="Facts">Null: that there is nothing to come to any more.</param>
internal sealed record CalendarTold(string Session, int Sequence, CalendarFacts? Facts)
{
    [JsonIgnore]
    public string Memo => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static CalendarTold Of(string memo) => JsonSerializer.Deserialize<CalendarTold>(memo, JsonSerializerOptions.Web)!;
}

internal static class CalendarTelling
{
    /// <summary>What this person's calendar was last told of this session, by whatever invitation.</summary>
    public static async Task<CalendarEntry?> LastTold(this UsherDb db, SessionId session, string emailKey) =>
        await db.CalendarEntries.AsNoTracking().Where(entry => entry.SessionId == session && entry.Invitation!.EmailKey == emailKey)
            .OrderByDescending(entry => entry.Sequence).FirstOrDefaultAsync();

    /// <summary>Notes what a calendar has been told, in the unit of work that settles the mail.</summary>
    public static async Task Tell(this UsherDb db, InvitationId invitation, CalendarTold told, DateTimeOffset now)
    {
        var session = SessionId.Parse(told.Session, null);
        var entries = db.CalendarEntries.Where(entry => entry.InvitationId == invitation && entry.SessionId == session);
        if (told.Facts is not { } facts)
        {
            await entries.ExecuteUpdateAsync(set => set
                .SetProperty(entry => entry.Sequence, told.Sequence).SetProperty(entry => entry.CancelledAt, now)
                .SetProperty(entry => entry.ChangeQueuedAt, (DateTimeOffset?)null));
            return;
        }
        var known = await entries.ExecuteUpdateAsync(set => set
            .SetProperty(entry => entry.Sequence, told.Sequence).SetProperty(entry => entry.Title, facts.Title)
            .SetProperty(entry => entry.StartsAt, facts.StartsAt).SetProperty(entry => entry.EndsAt, facts.EndsAt)
            .SetProperty(entry => entry.TimeZone, facts.TimeZone).SetProperty(entry => entry.ChangeQueuedAt, (DateTimeOffset?)null));
        if (known > 0) return;
        db.Add(new CalendarEntry
        {
            Id = CalendarEntryId.New(now),
            InvitationId = invitation,
            SessionId = session,
            Sequence = told.Sequence,
            Title = facts.Title,
            StartsAt = facts.StartsAt,
            EndsAt = facts.EndsAt,
            TimeZone = facts.TimeZone,
        });
    }
}
