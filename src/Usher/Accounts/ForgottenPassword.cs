using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;

namespace Usher.Accounts;

/// <summary>
/// The way back in for somebody who forgot their password: a link by mail, to the account's address and no other. Whoever asks is
/// answered the same, in the same time, whether there is such an account or not.
/// </summary>
public sealed class ForgottenPassword(WriteDoor door, Outbox outbox, IPasswordHasher<Account> passwords, TimeProvider time)
{
    private const int MostWithinTheHour = 3;

    /// <summary>Whether this site can help: not without mail.</summary>
    public bool CanHelp => outbox.CanSend;

    /// <summary>Mails a link, if there is an account of this address that may sign in and was not sent several already.</summary>
    public async Task Ask(string email, string? from)
    {
        var (now, key, secret) = (time.Now(), EmailAddress.Parse(email)?.Key ?? "", Secret.New());
        await door.Write(async db =>
        {
            var account = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.NormalizedEmail == key && account.DisabledAt == null);
            db.Add(new AuditLine { At = now, What = "password.forgotten", On = account?.Id.ToString() ?? "unknown address", From = from });
            // Whoever comes in by another site's word has no password to forget, and their address may be somebody else's by now.
            if (account is null || (account.PasswordHash is null && (await db.LoginsOf(account.Id)).Count > 0)) return;
            var lately = await db.PasswordResets.CountAsync(reset => reset.AccountId == account.Id && reset.AskedAt > now - PasswordReset.Life);
            if (lately >= MostWithinTheHour) return;
            db.PasswordResets.Add(new() { Hash = Secret.Hash(secret), AccountId = account.Id, AskedAt = now, ExpiresAt = now + PasswordReset.Life });
            outbox.Queue(db, PasswordResetMail.Kind, account.Id.ToString(), Encoding.UTF8.GetBytes(secret), now);
        });
        outbox.Wake();
    }

    /// <summary>Sets the password by a mailed link, once, and ends every sign-in: whoever else was in is out.</summary>
    public async Task<Outcome<Done>> Set(string token, string password, string? from)
    {
        var errors = new FieldErrors();
        AccountRules.CheckPassword(errors, "password", password);
        if (errors.Problem is { } problem) return problem;
        var (now, link) = (time.Now(), Secret.Hash(token));
        var hash = passwords.HashPassword(null!, password);
        return await door.Write<Outcome<Done>>(async db =>
        {
            var used = await db.LiveResets(now).Where(reset => reset.Hash == link).ExecuteUpdateAsync(set => set.SetProperty(reset => reset.UsedAt, now));
            if (used == 0) return AccountProblems.ResetGone;
            var account = await db.PasswordResets.Where(reset => reset.Hash == link).Select(reset => reset.AccountId).SingleAsync();
            await db.Accounts.Where(same => same.Id == account).ExecuteUpdateAsync(set => set
                .SetProperty(same => same.PasswordHash, hash)
                .SetProperty(same => same.AccessFailedCount, 0)
                .SetProperty(same => same.LockoutEnd, (DateTimeOffset?)null));
            await db.VoidResets(account, now);
            await db.ForgetTries(account);
            await db.EndAllBut(account, null, now);
            db.Add(new AuditLine { At = now, By = account.ToString(), What = "password.reset", On = account.ToString(), From = from });
            return new Done();
        });
    }
}
