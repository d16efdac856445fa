using System.Security.Cryptography;
using System.Text;
using Usher.Accounts;
using Usher.Web;

namespace Usher.Api;

/// <summary>
/// A program that does not know whether its call arrived sends it again with the same <c>Idempotency-Key</c>: it is done once, and
/// answered the same each time, for 24 hours. Keys belong to the account. Only successes are kept.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, IdempotencyLedger ledger)
{
    public const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag"];

    public async Task InvokeAsync(HttpContext context)
    {
        var key = context.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0 || context.SignedIn() is not { } account || !IsUnsafeCall(context.Request))
        {
            await next(context);
            return;
        }
        if (key.Length > IdempotentCall.KeyLength)
        {
            await Refusals.Write(context, CommonProblems.Malformed);
            return;
        }
        var taken = await ledger.Take(account.Id, key, await HashOf(context.Request));
        if (taken.Problem is { } problem) await Refusals.Write(context, problem);
        else if (taken.Value is { } answer) await Give(context, answer);
        else await Make(context, account.Id, key);
    }

    private static bool IsUnsafeCall(HttpRequest request) =>
        request.IsApi() && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    private static async Task<byte[]> HashOf(HttpRequest request)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;) hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private async Task Make(HttpContext context, AccountId account, string key)
    {
        var outward = context.Response.Body;
        using var body = new MemoryStream();
        context.Response.Body = body;
        var kept = false;
        try
        {
            await next(context);
            if (context.Response.StatusCode is >= 200 and < 300)
            {
                await ledger.Keep(account, key, AnswerOf(context.Response, body));
                kept = true;
            }
        }
        finally
        {
            context.Response.Body = outward;
            if (!kept) await ledger.Release(account, key);
        }
        body.Position = 0;
        await body.CopyToAsync(outward, context.RequestAborted);
    }

    private static KeptAnswer AnswerOf(HttpResponse response, MemoryStream body) => new(
        response.StatusCode,
        KeptHeaders.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString(), StringComparer.Ordinal),
        body.ToArray());

    private static async Task Give(HttpContext context, KeptAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        context.Response.Headers[ReplayedHeader] = "true";
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
