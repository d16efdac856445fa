using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>Who acts, when and from where: what an audit line says of an act.</summary>
/// <param name="From">The network address.</param>
public sealed record Actor(SignedIn Account, DateTimeOffset At, string? From)
{
    public AccountId Id => Account.Id;

    /// <summary>The line to add in the transaction of the act itself.</summary>
    public AuditLine Did(string what, object on, string detail = "") =>
        new() { At = At, By = Id.ToString(), What = what, On = on.ToString()!, Detail = detail, From = From };
}

/// <summary>Who acts by a request.</summary>
public static class ActorOfRequest
{
    /// <exception cref="InvalidOperationException">Nobody is signed in: the route should have asked for it.</exception>
    public static Actor Actor(this HttpContext context) => new(
        context.SignedIn() ?? throw new InvalidOperationException("Nobody is signed in."),
        context.RequestServices.GetRequiredService<TimeProvider>().Now(),
        context.From());
}
