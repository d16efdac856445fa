namespace Usher.Accounts;

/// <summary>Why an act on accounts is refused.</summary>
public static class AccountProblems
{
    public static readonly Problem Refused = new("sign-in.refused", 401, "This address and password do not belong together. After several tries, wait a minute before the next.");
    public static readonly Problem TooManyTries = new("sign-in.too-many-tries", 429, "Too many sign-ins from your network have failed. Wait a moment, then try again.");
    public static readonly Problem ResetGone = new("password.link-gone", 410, "This link to set a new password was used, replaced, or is more than an hour old.");
    public static readonly Problem PasskeyRefused = new("sign-in.passkey-refused", 401, "This passkey could not be used here. Sign in with your password.");
    public static readonly Problem TokenRefused = new("sign-in.token-refused", 401, "This personal token is unknown, revoked, or its account cannot sign in.");
    public static readonly Problem ScopeMissing = new("sign-in.scope-missing", 403, "This personal token may not be used for that.");
    public static readonly Problem CookieNeeded = new("sign-in.cookie-needed", 403, "Sign in yourself to do this: a personal token may not.");
    public static readonly Problem OwnSignInNeeded = new("sign-in.own-needed", 403, "You came here from your learning platform. To do this, sign in to this site itself.");
    public static readonly Problem Exists = new("account.exists", 409, "There is an account with this address already.");
    public static readonly Problem ImportTooLarge = new("account.import-too-large", 413, "That is too much at once: up to 1 MB and 5,000 people can be imported.");
    public static readonly Problem ImportUnreadable = new("account.import-unreadable", 422, "This is no list of people. Its first row names the columns: email, first name, last name and, if you like, role and groups.");
    public static readonly Problem OnlyAdmin = new("account.only-admin", 409, "This is the last admin. Make somebody else an admin first.");
    public static readonly Problem TooManyPasskeys = new("passkey.too-many", 409, "You have as many passkeys as one may have. Remove one first.");
    public static readonly Problem TooManyTokens = new("token.too-many", 409, "You have as many personal tokens as one may have. Revoke one first.");
}
