namespace Usher.Accounts;

/// <summary>The account that makes this request, as the database knows it at this moment.</summary>
/// <param name="Email">Verified: by this site, its OpenID Connect provider or the LMS.</param>
/// <param name="Scopes">What a personal token allows; null when signed in by cookie, which allows all that the account may.</param>
public sealed record SignedIn(AccountId Id, string FirstName, string LastName, string Email, SiteRole SiteRole, IReadOnlySet<string>? Scopes)
{
    public string Name => $"{FirstName} {LastName}";

    /// <summary>The sign-in of their browser; null for a program.</summary>
    public SignInId? SignIn { get; init; }

    /// <summary>The platform did not say who they are: they count as a stranger where an account is asked for.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>They came by a launch from a learning platform, whose pages may show this site's in a frame; null for all others.</summary>
    public string? FrameOrigins { get; init; }

    /// <summary>The personal token of the program; null for a browser.</summary>
    public PersonalTokenId? Token { get; init; }

    public bool MayUse(string scope) => Scopes is null || Scopes.Contains(scope);
}

/// <summary>Who makes a request.</summary>
public static class SignedInRequest
{
    private static readonly object Key = new();

    /// <summary>The account behind the request; null when nobody is signed in.</summary>
    public static SignedIn? SignedIn(this HttpContext context) => context.Items[Key] as SignedIn;

    internal static void SetSignedIn(this HttpContext context, SignedIn account) => context.Items[Key] = account;
}
