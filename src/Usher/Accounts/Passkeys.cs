using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>
/// Passkeys (WebAuthn). Identity makes and checks what browsers and authenticators say; what is to be remembered of it goes
/// through the door, since Identity's own contexts here can only read.
/// </summary>
public sealed class Passkeys(SignInManager<Account> identity, WriteDoor door, TimeProvider time)
{
    private const int Most = 20;
    private const int NameLength = 100;

    /// <summary>What <c>navigator.credentials.create</c> is to be asked.</summary>
    public Task<string> CreationOptions(SignedIn account) => identity.MakePasskeyCreationOptionsAsync(
        new() { Id = account.Id.ToString(), Name = account.Email, DisplayName = account.Name });

    /// <summary>What <c>navigator.credentials.get</c> is to be asked, of nobody in particular.</summary>
    public Task<string> RequestOptions() => identity.MakePasskeyRequestOptionsAsync(null);

    public async Task<Outcome<Done>> Add(string credential, string name, Actor actor)
    {
        if (name.Trim() is not { Length: > 0 and <= NameLength })
        {
            var errors = new FieldErrors();
            errors.Add("name", "Give it a name of up to 100 characters, to know it by later.");
            return errors.Problem!;
        }
        var attested = await identity.PerformPasskeyAttestationAsync(credential);
        if (!attested.Succeeded || attested.UserEntity.Id != actor.Id.ToString()) return AccountProblems.PasskeyRefused;
        return await door.Write<Outcome<Done>>(async db =>
        {
            if (await db.Passkeys.CountAsync(passkey => passkey.UserId == actor.Id) >= Most) return AccountProblems.TooManyPasskeys;
            db.Passkeys.Add(RowOf(attested.Passkey, name.Trim(), actor.Id));
            db.Add(actor.Did("passkey.added", actor.Id, name.Trim()));
            return new Done();
        });
    }

    public Task<Outcome<Done>> Remove(string id, Actor actor) => door.Write<Outcome<Done>>(async db =>
    {
        var credential = Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : [];
        var removed = await db.Passkeys.Where(passkey => passkey.CredentialId == credential && passkey.UserId == actor.Id).ExecuteDeleteAsync();
        if (removed == 0) return CommonProblems.NotFound;
        db.Add(actor.Did("passkey.removed", actor.Id));
        return new Done();
    });

    public async Task<Outcome<SignIn>> SignIn(string credential, string browser, string? from)
    {
        var asserted = await identity.PerformPasskeyAssertionAsync(credential);
        if (!asserted.Succeeded) return AccountProblems.PasskeyRefused;
        return await door.Write<Outcome<SignIn>>(async db =>
        {
            var used = asserted.Passkey;
            var passkey = await db.Passkeys.FirstOrDefaultAsync(passkey => passkey.CredentialId == used.CredentialId && passkey.UserId == asserted.User.Id);
            if (passkey is null || !await db.Accounts.AnyAsync(account => account.Id == passkey.UserId && account.DisabledAt == null))
                return AccountProblems.PasskeyRefused;
            // WebAuthn §6.1.1: a count that does not rise is a copy of the authenticator, or one answer used twice at once.
            if (used.SignCount > 0 && used.SignCount <= passkey.Data.SignCount) return AccountProblems.PasskeyRefused;
            (passkey.Data.SignCount, passkey.Data.IsBackedUp, passkey.Data.IsUserVerified) = (used.SignCount, used.IsBackedUp, used.IsUserVerified);
            return db.Begin(passkey.UserId, browser, from, time.Now());
        });
    }

    private static IdentityUserPasskey<AccountId> RowOf(UserPasskeyInfo made, string name, AccountId account) => new()
    {
        UserId = account,
        CredentialId = made.CredentialId,
        Data = new()
        {
            Name = name,
            PublicKey = made.PublicKey,
            CreatedAt = made.CreatedAt,
            SignCount = made.SignCount,
            Transports = made.Transports,
            IsUserVerified = made.IsUserVerified,
            IsBackupEligible = made.IsBackupEligible,
            IsBackedUp = made.IsBackedUp,
            AttestationObject = made.AttestationObject,
            ClientDataJson = made.ClientDataJson,
        },
    };
}
