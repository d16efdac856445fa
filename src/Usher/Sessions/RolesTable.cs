namespace Usher.Sessions;

/// <summary>Everything that somebody may want to do in a live session.</summary>
public enum LiveAct
{
    /// <summary>Read, write, reply, like, and delete one's own.</summary>
    Chat,

    /// <summary>Pin, delete anybody's, block a person, clear.</summary>
    ModerateChat,

    /// <summary>Read and write.</summary>
    Backchannel,

    AskQuestion,
    UpvoteQuestion,
    AnswerQuestion,

    /// <summary>Assign, publish, dismiss, mark as answered.</summary>
    HandleQuestion,

    /// <summary>Answer, and see published results.</summary>
    AnswerInteraction,

    /// <summary>See results before they are published.</summary>
    SeeLiveResults,

    /// <summary>Draft, launch, close, publish results, announce.</summary>
    RunInteraction,

    React,
    RaiseHand,

    /// <summary>Camera, microphone, screen, of one's own accord. Who may not asks, as the session's stage mode has it.</summary>
    BeOnStage,

    /// <summary>Bring up, take down, mute, change the stage mode.</summary>
    DirectStage,

    /// <summary>Admit, decline, remove, lock the room.</summary>
    HandlePeople,

    ChangeRole,

    /// <summary>Start, end, record.</summary>
    RunSession,

    /// <summary>Also manage invitations and guest links.</summary>
    Invite,
}

/// <summary>What a role may do in a live session. The server asks it at every call; pages only mirror it.</summary>
public static class RolesTable
{
    /// <param name="act">What somebody in this role wants to do.</param>
    /// <param name="guestsChat">The site's setting: whether those who came by a guest link take part in the chat.</param>
    public static bool May(this Role role, LiveAct act, bool guestsChat = true) => act switch
    {
        LiveAct.Chat => role > Role.Guest || guestsChat,
        LiveAct.AskQuestion or LiveAct.UpvoteQuestion or LiveAct.AnswerInteraction or LiveAct.React or LiveAct.RaiseHand => true,
        LiveAct.Backchannel or LiveAct.AnswerQuestion or LiveAct.SeeLiveResults or LiveAct.BeOnStage => role >= Role.Speaker,
        LiveAct.ModerateChat or LiveAct.HandleQuestion or LiveAct.RunInteraction or LiveAct.DirectStage
            or LiveAct.HandlePeople or LiveAct.ChangeRole or LiveAct.RunSession => role >= Role.Moderator,
        LiveAct.Invite => role is Role.Host,
    };

    /// <summary>Whether somebody in <paramref name="role"/> may make one who is <paramref name="from"/> into <paramref name="to"/>: up to their own role, never a Host's.</summary>
    public static bool MayChangeRole(this Role role, Role from, Role to) =>
        role.May(LiveAct.ChangeRole) && from is not Role.Host && to is not Role.Guest && to <= role;

    /// <summary>Whether somebody in <paramref name="role"/> may put out one who is <paramref name="whom"/>.</summary>
    public static bool MayRemove(this Role role, Role whom) => role.May(LiveAct.HandlePeople) && whom <= role && whom is not Role.Host;
}
