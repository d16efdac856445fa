using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>Who somebody says they are: for identification, and checked by nobody, but for the code that the site may have mailed to the address.</summary>
public sealed record GuestDetails(string? FirstName, string? LastName, string? Email)
{
    internal string? EmailKey => EmailAddress.Parse(Email)?.Key;

    internal Problem? Check()
    {
        var errors = new FieldErrors();
        Name(FirstName, "firstName", errors);
        Name(LastName, "lastName", errors);
        errors.RequireAddress(Email);
        return errors.Problem;
    }

    private static void Name(string? text, string field, FieldErrors errors)
    {
        var name = text?.Trim() ?? "";
        errors.Require(name.Length > 0, field, "This is needed.");
        errors.Require(name.Length <= InvitationRules.NameLength, field, $"At most {InvitationRules.NameLength} characters.");
        errors.Require(!name.Any(char.IsControl), field, "This has characters that no name has.");
    }
}

/// <summary>Somebody asks to go in by a guest link.</summary>
/// <param name="Account">That they are signed in with: it gives them nothing here, but whoever was removed by it stays out.</param>
public sealed record GuestClaim(string Token, GuestDetails Details, DeviceCredentials Device, AccountId? Account, string Browser, string System)
{
    /// <summary>The browser as the one that asked for a code; null for one that never did.</summary>
    public AskingBrowser? Asking { get; init; }

    /// <summary>The code, as typed; null or blank when none was.</summary>
    public string? Code { get; init; }

    internal GuestVisitor Visitor => new(Details.EmailKey)
    {
        // Typed in a browser that never asked for one, it is a code all the same: one that is over.
        CodeShown = string.IsNullOrWhiteSpace(Code) ? null : Asking?.HashOf(CodePurpose.Entry, Code) ?? [],
    };
}

/// <summary>
/// The act by which a guest comes in. Of any number who ask at once, on any number of nodes, as many are admitted as the link has
/// uses left: one conditional UPDATE counts them, and stands or falls with the guest, their device, their place in the session and,
/// where the site wants one, the code that they use up by it.
/// </summary>
public sealed class ClaimGuestLink(IDbContextFactory<UsherDb> databases, WriteDoor door, RemovalMarks marks, SiteSettings settings, TimeProvider time)
{
    public async Task<Outcome<Claimed>> Claim(GuestClaim claim)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        // Who cannot come in anyway does not queue for the writer; who might is judged again inside.
        await using (var db = await databases.CreateDbContextAsync())
        {
            var (facts, verdict) = await Judge(db, claim, site, now);
            if (facts is null) return InvitationProblems.UnknownLink;
            if (GuestLinkRules.AsksWho(verdict) && claim.Details.Check() is { } wrong) return wrong;
            if (verdict is not GuestVerdict.WrongCode && GuestLinkRules.ProblemOf(verdict) is { } refused) return refused;
        }
        try
        {
            return await door.Write(db => ClaimWithin(db, claim, site, now));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // Two tabs of one device came back at once, and the other made the participant: now they are known.
            return await door.Write(db => ClaimWithin(db, claim, site, now));
        }
    }

    private async Task<Outcome<Claimed>> ClaimWithin(UsherDb db, GuestClaim claim, InvitationSettings site, DateTimeOffset now)
    {
        await Hold(db, claim.Token);
        var (facts, verdict) = await Judge(db, claim, site, now);
        if (facts is null) return InvitationProblems.UnknownLink;
        if (GuestLinkRules.AsksWho(verdict) && claim.Details.Check() is { } wrong) return wrong;
        switch (verdict)
        {
            case GuestVerdict.WelcomeBack:
                return await WelcomeBack(db, claim, facts, now);
            case GuestVerdict.Admit:
                var policy = GuestPolicy.Of(site);
                await Lapse(db, facts.Id, now);
                if (await TakePlace(db, facts, claim.Visitor, policy, now)) return await Bind(db, claim, facts, GuestLinkRules.AssuranceOf(policy), now);
                // Lost by a hair's breadth: what is true now is the reason.
                (facts, verdict) = await Judge(db, claim, site, now);
                break;
            // The fifth ends it, and says so.
            case GuestVerdict.WrongCode when !EntryCodeRules.IsLive(await db.CountWrongCode(facts.Code!), now):
                return InvitationProblems.CodeOver;
        }
        return facts is null ? InvitationProblems.UnknownLink : GuestLinkRules.ProblemOf(verdict) ?? CommonProblems.Unexpected;
    }

    private async Task<(GuestFacts? Facts, GuestVerdict Verdict)> Judge(UsherDb db, GuestClaim claim, InvitationSettings site, DateTimeOffset now)
    {
        var who = new WhoComes(claim.Details.EmailKey, claim.Device.KeyThumbprint, [.. claim.Device.Cookies.Keys], claim.Account);
        if (await db.GuestFactsByLink(claim.Token, claim.Device, who, marks, site, now, claim.Asking) is not { } facts) return (null, default);
        var device = new VisitorDevice(claim.Device.Recognise(facts.Known)?.Id, claim.Device.KeyThumbprint is not null);
        return (facts, GuestLinkRules.Judge(facts, claim.Visitor, device, GuestPolicy.Of(site), now));
    }

    /// <summary>Holds the link's row until the end of the unit, so that the same form sent twice at once is one claim and not two, and codes are counted one after another.</summary>
    internal static Task<int> Hold(UsherDb db, string token)
    {
        var hash = Secret.Hash(token);
        return db.GuestLinks.Where(link => link.TokenHash == hash && link.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.Uses, link => link.Uses));
    }

    /// <summary>Uses from which no connection came give their place back.</summary>
    private static async Task Lapse(UsherDb db, GuestLinkId id, DateTimeOffset now)
    {
        var before = now - EntryRules.LapseAfter;
        var lapsed = await db.Guests
            .Where(guest => guest.GuestLinkId == id && guest.ConnectedAt == null && guest.LapsedAt == null && guest.RevokedAt == null && guest.CameAt <= before)
            .ExecuteUpdateAsync(set => set.SetProperty(guest => guest.LapsedAt, now));
        if (lapsed > 0) await db.GuestLinks.Where(link => link.Id == id).ExecuteUpdateAsync(set => set.SetProperty(link => link.Uses, link => link.Uses - lapsed));
    }

    /// <summary>The one conditional UPDATE: true for exactly as many as there are uses, and once for a code.</summary>
    private static async Task<bool> TakePlace(UsherDb db, GuestFacts facts, GuestVisitor visitor, GuestPolicy policy, DateTimeOffset now)
    {
        var open = db.Sessions.Where(session => session.Id == facts.SessionId).Where(SessionRules.OpenFor(now, early: false));
        var (codeNeeded, codeId, email, shown) = (policy.CodeNeeded, facts.Code?.Id, visitor.EmailKey, visitor.CodeShown);
        var code = db.GuestCodes.Where(one => one.Id == codeId && one.EmailKey == email && one.CodeHash == shown).Where(EntryCodeRules.LiveAt<GuestCode>(now));
        var taken = await db.GuestLinks
            .Where(link => link.Id == facts.Id && link.TurnedOffAt == null && link.DeletedAt == null && link.Room!.GuestAccess
                && (link.MaxUses == null || link.Uses < link.MaxUses)
                && (link.ExpiresAt == null || link.ExpiresAt > now)
                && (!codeNeeded || code.Any())
                && open.Any())
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.Uses, link => link.Uses + 1));
        // Within the unit that holds the link nobody else can have used the code since.
        return taken == 1 && (!codeNeeded || await db.UseCode(codeId!.Value, visitor, now));
    }

    private static async Task<Outcome<Claimed>> Bind(UsherDb db, GuestClaim claim, GuestFacts facts, Assurance assurance, DateTimeOffset now)
    {
        var (id, secret, details) = (GuestId.New(now), claim.Device.NewCookieSecret(), claim.Details);
        var guest = new Guest
        {
            Id = id,
            GuestLinkId = facts.Id,
            FirstName = details.FirstName!.Trim(),
            LastName = details.LastName!.Trim(),
            Email = EmailAddress.Parse(details.Email)!.Typed,
            EmailKey = details.EmailKey!,
            SecretHash = Secret.Hash(secret),
            AttemptHash = Secret.Hash(claim.Device.Attempt ?? Secret.New()),
            KeyThumbprint = claim.Device.KeyThumbprint,
            Assurance = assurance,
            Browser = claim.Browser,
            System = claim.System,
            CameAt = now,
        };
        db.Add(guest);
        return new Claimed(await Admit(db, guest, facts, now), facts.SessionId!.Value, new DeviceCookie(new(id.Value), secret));
    }

    private static async Task<Outcome<Claimed>> WelcomeBack(UsherDb db, GuestClaim claim, GuestFacts facts, DateTimeOffset now)
    {
        var binding = claim.Device.Recognise(facts.Known)!;
        var guest = await db.Guests.AsNoTracking().SingleAsync(one => one.Id == new GuestId(binding.Id.Value));
        var participant = await Admit(db, guest, facts, now);
        if (claim.Device.ShowsCookieOf(binding)) return new Claimed(participant, facts.SessionId!.Value, null);
        // The answer to its claim never arrived: the same browser gets a cookie anew, and the lost one is worth nothing.
        var cookie = new DeviceCookie(binding.Id, claim.Device.NewCookieSecret());
        var hash = Secret.Hash(cookie.Secret);
        await db.Guests.Where(one => one.Id == guest.Id).ExecuteUpdateAsync(set => set.SetProperty(one => one.SecretHash, hash));
        return new Claimed(participant, facts.SessionId!.Value, cookie);
    }

    private static Task<ParticipantId> Admit(UsherDb db, Guest guest, GuestFacts facts, DateTimeOffset now) => db.Admit(new Participant
    {
        Id = ParticipantId.New(now),
        SessionId = facts.SessionId!.Value,
        GuestId = guest.Id,
        FirstName = guest.FirstName,
        LastName = guest.LastName,
        AdmittedAt = now,
    });
}
