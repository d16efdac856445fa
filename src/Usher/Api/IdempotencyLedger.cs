using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Api;

/// <summary>An answer, to be given again.</summary>
internal sealed record KeptAnswer(int Status, Dictionary<string, string> Headers, byte[] Body);

/// <summary>Remembers for a day what calls with an <c>Idempotency-Key</c> were answered.</summary>
internal sealed class IdempotencyLedger(WriteDoor door, IDataProtectionProvider protection, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // A call that has not been answered for this long died with its node; whether it was done, its use case has to know.
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private readonly IDataProtector protector = protection.CreateProtector("idempotent-call");

    /// <summary>Takes the key for a call: nothing if it is to be made now, or the answer it has had, or why it cannot be made.</summary>
    public async Task<Outcome<KeptAnswer?>> Take(AccountId account, string key, byte[] hash)
    {
        var row = new IdempotentCall { AccountId = account, Key = key, RequestHash = hash, At = time.Now() };
        try
        {
            return await door.Write(db => Take(db, row));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // The same call on another connection was first by a hair's breadth.
            return CommonProblems.KeyInUse;
        }
    }

    private async Task<Outcome<KeptAnswer?>> Take(UsherDb db, IdempotentCall row)
    {
        var (overdue, lost) = (row.At - Kept, row.At - LongestCall);
        await db.IdempotentCalls.Where(call => call.At < overdue || (call.Answer == null && call.At < lost)).ExecuteDeleteAsync();
        var known = await db.IdempotentCalls.AsNoTracking().FirstOrDefaultAsync(call => call.AccountId == row.AccountId && call.Key == row.Key);
        if (known is null)
        {
            db.Add(row);
            return (KeptAnswer?)null;
        }
        if (!CryptographicOperations.FixedTimeEquals(known.RequestHash, row.RequestHash)) return CommonProblems.KeyReused;
        return known.Answer is null ? CommonProblems.KeyInUse : Read(known.Answer);
    }

    public Task Keep(AccountId account, string key, KeptAnswer answer)
    {
        var sealedAnswer = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(answer));
        return door.Write(db => Own(db, account, key).ExecuteUpdateAsync(set => set.SetProperty(call => call.Answer, sealedAnswer)));
    }

    /// <summary>A call that was refused changed nothing: it may be made again, and be judged anew.</summary>
    public Task Release(AccountId account, string key) => door.Write(db => Own(db, account, key).ExecuteDeleteAsync());

    private static IQueryable<IdempotentCall> Own(UsherDb db, AccountId account, string key) =>
        db.IdempotentCalls.Where(call => call.AccountId == account && call.Key == key && call.Answer == null);

    private KeptAnswer Read(byte[] sealedAnswer) => JsonSerializer.Deserialize<KeptAnswer>(protector.Unprotect(sealedAnswer))!;
}
