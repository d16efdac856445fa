namespace Usher.Accounts;

/// <summary>What a personal token may be used for. A cookie has no scopes: it may do all that its account may.</summary>
public static class Scopes
{
    public const string RoomsRead = "rooms:read";
    public const string RoomsWrite = "rooms:write";
    public const string InvitationsRead = "invitations:read";
    public const string InvitationsWrite = "invitations:write";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [RoomsRead, RoomsWrite, InvitationsRead, InvitationsWrite, Admin];
}
