namespace Usher.Invitations;

/// <summary>States and history of invitations in English: the keys of their translations.</summary>
public static class InvitationWords
{
    public static string Label(InvitationState state) => state switch
    {
        InvitationState.Pending => "Pending",
        InvitationState.Accepted => "Accepted",
        InvitationState.Expired => "Expired",
        InvitationState.Revoked => "Revoked",
        InvitationState.Void => "Void",
    };

    /// <summary>A state by its name in any case; null for no name at all. False for a word that is no state.</summary>
    public static bool TryState(string? name, out InvitationState? state)
    {
        state = Enum.TryParse<InvitationState>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(name![0]) ? known : null;
        return state is not null || string.IsNullOrEmpty(name);
    }

    public static string Label(Asking asking) => asking switch
    {
        Asking.NewLink => "Asked for a new link",
        Asking.NewDevice => "Asks for another device",
        Asking.CannotCome => "Can't come",
    };

    /// <summary>How sure we are of a person.</summary>
    public static string Label(Assurance assurance) => assurance switch
    {
        Assurance.TypedAddress => "address typed",
        Assurance.EmailedCode => "code confirmed",
        Assurance.SignedIn => "signed in",
    };

    public static string Label(BindingStrength strength) => strength switch
    {
        BindingStrength.Cookie => "cookie only",
        BindingStrength.DeviceKey => "device key",
    };

    /// <summary>The look of its chip.</summary>
    public static string Chip(InvitationState state) => state switch
    {
        InvitationState.Accepted => "chip good",
        InvitationState.Revoked or InvitationState.Void => "chip bad",
        InvitationState.Pending or InvitationState.Expired => "chip",
    };

    public static string Label(HistoryWhat what) => what switch
    {
        HistoryWhat.Issued => "Invited",
        HistoryWhat.SentAgain => "Sent again",
        HistoryWhat.Mailed => "Mail accepted by the relay",
        HistoryWhat.MailFailed => "Mail failed",
        HistoryWhat.CheckedIn => "Checked in",
        HistoryWhat.WrongAddress => "Wrong address typed",
        HistoryWhat.CodeSent => "Code mailed",
        HistoryWhat.WrongCode => "Wrong code typed",
        HistoryWhat.OtherDeviceRefused => "Another device refused",
        HistoryWhat.Admitted => "Admitted on a device",
        HistoryWhat.BindingLapsed => "Device never connected: place given back",
        HistoryWhat.DeviceKeyAdded => "Device now bound by its key",
        HistoryWhat.RoleChanged => "Type changed",
        HistoryWhat.Extended => "Expiry changed",
        HistoryWhat.DevicesChanged => "Number of devices changed",
        HistoryWhat.LinkReplaced => "Link replaced",
        HistoryWhat.Revoked => "Revoked",
        HistoryWhat.Removed => "Removed from the session",
        HistoryWhat.DeviceAsked => "Asked to move to another device",
        HistoryWhat.DeviceApproved => "Move to another device approved",
        HistoryWhat.DeviceDeclined => "Move to another device declined",
        HistoryWhat.DeviceHandedOver => "Moved to another device by themselves",
        HistoryWhat.WrongHandOverCode => "Wrong code for moving typed",
        HistoryWhat.NewLinkAsked => "Asked for a new link",
        HistoryWhat.LinkFetched => "Had the link mailed again from the calendar",
        HistoryWhat.CannotCome => "Can't come",
        HistoryWhat.CanCome => "Can come after all",
        HistoryWhat.LetBackIn => "Let back into the session",
        HistoryWhat.Reminded => "Reminded by mail",
        HistoryWhat.ToldOfChange => "Told by mail of a change",
        HistoryWhat.DeviceMovedByCode => "Moved to another device by a mailed code",
    };
}
