namespace Usher.Accounts;

/// <summary>What an account must be like.</summary>
public static class AccountRules
{
    public const int NameLength = 100;
    public const int LeastPasswordLength = 8;
    public const int PasswordLength = 200;

    public static Problem? ErrorsOf(NewAccount account)
    {
        var errors = new FieldErrors();
        errors.RequireAddress(account.Email);
        CheckNames(errors, account.FirstName, account.LastName);
        if (account.Password is { } password) CheckPassword(errors, "password", password);
        return errors.Problem;
    }

    public static void CheckNames(FieldErrors errors, string firstName, string lastName)
    {
        errors.Require(IsName(firstName), "firstName", "A first name of up to 100 characters is needed.");
        errors.Require(IsName(lastName), "lastName", "A last name of up to 100 characters is needed.");
    }

    /// <summary>Long enough is all that is asked (NIST SP 800-63B §3.1.1.2); the upper limit keeps hashing bounded.</summary>
    public static void CheckPassword(FieldErrors errors, string field, string password) =>
        errors.Require(password.Length is >= LeastPasswordLength and <= PasswordLength, field, "A password has 8 to 200 characters.");

    private static bool IsName(string name) => name.Trim() is { Length: > 0 and <= NameLength } && !name.Any(char.IsControl);
}
