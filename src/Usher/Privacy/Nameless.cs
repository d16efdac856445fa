using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Mail;
using Usher.Notices;
using Usher.Sessions;
using Usher.Webhooks;

namespace Usher.Privacy;

/// <summary>Deletes invitations and guests with all that hangs on them; what attendance refers to stays, and names nobody.</summary>
internal static class Nameless
{
    /// <summary>What stands where a name stood. It is stored, and so in one language.</summary>
    public const string Name = "Erased person";

    /// <summary>Within a unit of work. Nobody comes in by these invitations any more, whatever they were.</summary>
    /// <returns>How many mails went with them.</returns>
    public static async Task<int> Strip(this UsherDb db, IReadOnlyList<InvitationId> invitations, DateTimeOffset now)
    {
        var subjects = await db.SubjectsOf(invitations);
        var mails = await db.DeleteMails(subjects);
        await db.WebhookDeliveries.Where(delivery => subjects.Contains(delivery.Subject)).ExecuteDeleteAsync();
        await db.DeleteWhatHangsOn(invitations);
        var ids = invitations.Select(id => (InvitationId?)id).ToList();
        var people = db.Participants.Where(person => ids.Contains(person.InvitationId));
        await db.Unname(await people.Select(person => person.Id).ToListAsync());
        var needed = await people.Select(person => person.InvitationId!.Value).Distinct().ToListAsync();
        await db.Invitations.Where(one => needed.Contains(one.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(one => one.Email, "").SetProperty(one => one.EmailKey, "").SetProperty(one => one.FirstName, Name).SetProperty(one => one.LastName, "")
            .SetProperty(one => one.Note, "").SetProperty(one => one.Language, (string?)null).SetProperty(one => one.TimeZone, (string?)null)
            .SetProperty(one => one.BoundDevices, 0).SetProperty(one => one.MailState, (MailState?)null)
            .SetProperty(one => one.RevokedAt, one => one.RevokedAt ?? now).SetProperty(one => one.Version, one => one.Version + 1));
        await db.Invitations.Where(one => invitations.Contains(one.Id) && !needed.Contains(one.Id)).ExecuteDeleteAsync();
        return mails;
    }

    /// <summary>The same for those who came by guest links. That their link was used stays counted.</summary>
    public static async Task Strip(this UsherDb db, IReadOnlyList<GuestId> guests, DateTimeOffset now)
    {
        var ids = guests.Select(id => (GuestId?)id).ToList();
        var people = db.Participants.Where(person => ids.Contains(person.GuestId));
        await db.Unname(await people.Select(person => person.Id).ToListAsync());
        var (needed, nothing) = (await people.Select(person => person.GuestId!.Value).Distinct().ToListAsync(), Secret.Hash(Secret.New()));
        await db.Guests.Where(guest => needed.Contains(guest.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(guest => guest.Email, "").SetProperty(guest => guest.EmailKey, "").SetProperty(guest => guest.FirstName, Name).SetProperty(guest => guest.LastName, "")
            .SetProperty(guest => guest.SecretHash, nothing).SetProperty(guest => guest.AttemptHash, nothing).SetProperty(guest => guest.KeyThumbprint, (string?)null)
            .SetProperty(guest => guest.Browser, "").SetProperty(guest => guest.System, "").SetProperty(guest => guest.RevokedAt, guest => guest.RevokedAt ?? now));
        await db.Guests.Where(guest => guests.Contains(guest.Id) && !needed.Contains(guest.Id)).ExecuteDeleteAsync();
    }

    /// <summary>Codes that guests asked for, with their mails.</summary>
    /// <returns>How many codes there were.</returns>
    public static async Task<int> Delete(this UsherDb db, IReadOnlyList<GuestCodeId> codes)
    {
        await db.DeleteMails([.. codes.Select(id => id.ToString())]);
        return await db.GuestCodes.Where(code => codes.Contains(code.Id)).ExecuteDeleteAsync();
    }

    /// <summary>In attendance, that somebody was there stays.</summary>
    public static async Task Unname(this UsherDb db, IReadOnlyList<ParticipantId> people)
    {
        var subjects = people.Select(person => person.ToString()).ToList();
        await db.Participants.Where(person => people.Contains(person.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(person => person.FirstName, Name).SetProperty(person => person.LastName, ""));
        await db.WebhookDeliveries.Where(delivery => subjects.Contains(delivery.Subject)).ExecuteDeleteAsync();
    }

    /// <summary>From the outbox, sent or not, and from the site's own mailbox.</summary>
    public static async Task<int> DeleteMails(this UsherDb db, IReadOnlyList<string> subjects)
    {
        var mails = await db.OutboxMails.Where(mail => subjects.Contains(mail.Subject)).Select(mail => mail.Id).ToListAsync();
        await db.CaughtMails.Where(mail => mails.Contains(mail.Id)).ExecuteDeleteAsync();
        return await db.OutboxMails.Where(mail => mails.Contains(mail.Id)).ExecuteDeleteAsync();
    }

    /// <summary>By what names mails are about these: the invitations themselves, and their codes, reminders and calendar entries.</summary>
    private static async Task<List<string>> SubjectsOf(this UsherDb db, IReadOnlyList<InvitationId> invitations) =>
    [
        .. invitations.Select(id => id.ToString()),
        .. (await db.EntryCodes.Where(code => invitations.Contains(code.InvitationId)).Select(code => code.Id).ToListAsync()).Select(id => id.ToString()),
        .. (await db.Reminders.Where(reminder => invitations.Contains(reminder.InvitationId)).Select(reminder => reminder.Id).ToListAsync()).Select(id => id.ToString()),
        .. (await db.CalendarEntries.Where(entry => invitations.Contains(entry.InvitationId)).Select(entry => entry.Id).ToListAsync()).Select(id => id.ToString()),
    ];

    private static async Task DeleteWhatHangsOn(this UsherDb db, IReadOnlyList<InvitationId> invitations)
    {
        await db.EntryCodes.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.Reminders.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.CalendarEntries.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.HandOvers.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.DeviceRequests.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.DeviceBindings.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.LinkTokens.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.LinkPreviews.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.WrongAddressCounts.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
        await db.InvitationHistory.Where(one => invitations.Contains(one.InvitationId)).ExecuteDeleteAsync();
    }
}
