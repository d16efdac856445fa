namespace Usher.Sessions;

/// <summary>What pages and mails call a role, in English: the keys of their translations.</summary>
public static class RoleWords
{
    public static string Label(Role role) => role switch
    {
        Role.Guest => "Guest",
        Role.Viewer => "Viewer",
        Role.Speaker => "Speaker",
        Role.Moderator => "Moderator",
        Role.Host => "Host",
    };

    /// <summary>What a host reads beside an invitation's type.</summary>
    public static string Description(Role role) => role switch
    {
        Role.Guest or Role.Viewer => "Chat, answer interactions, and Q&A",
        Role.Speaker => "Backchannel, interactions, and Q&A",
        Role.Moderator => "Backchannel, start interactions, and Q&A",
        Role.Host => "Everything",
    };

    /// <summary>What an invitee reads.</summary>
    public static string Promise(Role role) => role switch
    {
        Role.Guest or Role.Viewer => "You can chat, and ask questions.",
        Role.Speaker => "You can use the backchannel, and answer questions.",
        Role.Moderator => "You can use the backchannel, and look after people and questions.",
        Role.Host => "You run the session.",
    };
}
