namespace Usher.Accounts;

/// <summary>What a personal token may be used for. A cookie has no scopes: it may do all that its account may.</summary>
public static class Scopes
{
    public const string RoomsRead = "rooms:read";
    public const string RoomsWrite = "rooms:write";
    public const string InvitationsRead = "invitations:read";
    public const string InvitationsWrite = "invitations:write";
    public const string Admin = "admin";

    /// <summary>Each in words, from the mildest on.</summary>
    public static IReadOnlyList<(string Scope, string Words)> InWords { get; } =
    [
        (RoomsRead, "See rooms and their sessions"),
        (RoomsWrite, "Make and change rooms and sessions"),
        (InvitationsRead, "See invitations"),
        (InvitationsWrite, "Invite people, and manage invitations"),
        (Admin, "Change the site and its accounts"),
    ];

    public static IReadOnlyList<string> All { get; } = [.. InWords.Select(scope => scope.Scope)];
}
