using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>A personal token that somebody wants made.</summary>
/// <param name="Name">What it is for, to know it by later.</param>
/// <param name="Scopes">What it may be used for: see the list of scopes.</param>
public sealed record NewToken(string Name, IReadOnlyList<string> Scopes);

/// <summary>A token that has just been made; its secret is told here and never again.</summary>
public sealed record CreatedToken(PersonalToken Token, string Secret);

/// <summary>Makes a personal token.</summary>
public sealed class CreateToken(WriteDoor door)
{
    private const int Most = 50;

    public async Task<Outcome<CreatedToken>> Create(NewToken wanted, Actor actor)
    {
        if (ErrorsOf(wanted, actor.Account) is { } problem) return problem;
        var secret = TokenSecret.New();
        var token = new PersonalToken
        {
            Id = PersonalTokenId.New(actor.At),
            AccountId = actor.Id,
            Name = wanted.Name.Trim(),
            Hash = TokenSecret.Hash(secret),
            Scopes = string.Join(' ', Scopes.All.Where(wanted.Scopes.Contains)),
            CreatedAt = actor.At,
        };
        return await door.Write<Outcome<CreatedToken>>(async db =>
        {
            if (await db.PersonalTokens.CountAsync(other => other.AccountId == actor.Id && other.RevokedAt == null) >= Most) return AccountProblems.TooManyTokens;
            db.PersonalTokens.Add(token);
            db.Add(actor.Did("token.created", token.Id, token.Scopes));
            return new CreatedToken(token, secret);
        });
    }

    private static Problem? ErrorsOf(NewToken wanted, SignedIn account)
    {
        var errors = new FieldErrors();
        errors.Require(wanted.Name.Trim() is { Length: > 0 and <= PersonalToken.NameLength }, "name", "Give it a name of up to 100 characters, to know it by later.");
        errors.Require(wanted.Scopes.Count > 0, "scopes", "Choose at least one thing that it may be used for.");
        errors.Require(wanted.Scopes.All(Scopes.All.Contains), "scopes", "There is no such scope.");
        // A token must not make a stronger one.
        errors.Require(wanted.Scopes.All(account.MayUse), "scopes", "A token can only pass on what it may itself be used for.");
        return errors.Problem;
    }
}

/// <summary>Takes a personal token back, at once.</summary>
public sealed class RevokeToken(WriteDoor door)
{
    public Task<Outcome<Done>> Revoke(PersonalTokenId token, Actor actor) => door.Write<Outcome<Done>>(async db =>
    {
        var scopes = await db.PersonalTokens.Where(own => own.Id == token && own.AccountId == actor.Id && own.RevokedAt == null)
            .Select(own => own.Scopes).SingleOrDefaultAsync();
        // A token that fell into the wrong hands must not be able to stop what may do more than itself.
        if (scopes is not null && !scopes.Split(' ').All(actor.Account.MayUse)) return AccountProblems.ScopeMissing;
        var revoked = await db.PersonalTokens
            .Where(own => own.Id == token && own.AccountId == actor.Id && own.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(own => own.RevokedAt, actor.At));
        if (revoked == 0) return CommonProblems.NotFound;
        db.Add(actor.Did("token.revoked", token));
        return new Done();
    });
}
