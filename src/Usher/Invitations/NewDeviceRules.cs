using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>What an invitee needs who has changed device and has the old one not at hand.</summary>
public enum NewDeviceNeeds
{
    CodeOrApproval,
    Code,
    Approval,

    /// <summary>The code first, and then a host's approval.</summary>
    CodeAndApproval,
}

/// <summary>The rules of moving an invitation to another device.</summary>
public static class NewDeviceRules
{
    /// <summary>Open requests of one invitation at a time.</summary>
    public const int MostOpen = 3;

    /// <summary>Requests of one invitation in a day.</summary>
    public const int MostADay = 10;

    public static NewDeviceNeeds Needs(NewDevice policy, Role role) => policy switch
    {
        NewDevice.Either => NewDeviceNeeds.CodeOrApproval,
        NewDevice.EmailedCode => NewDeviceNeeds.Code,
        NewDevice.HostApproval => NewDeviceNeeds.Approval,
        NewDevice.BothForModeratorsAndSpeakers => role is Role.Moderator or Role.Speaker ? NewDeviceNeeds.CodeAndApproval : NewDeviceNeeds.CodeOrApproval,
    };

    /// <summary>Whether a host can be asked at once.</summary>
    public static bool AsksHost(NewDeviceNeeds needs) => needs is NewDeviceNeeds.CodeOrApproval or NewDeviceNeeds.Approval;

    /// <summary>Whether a mailed code moves it, or at least lets a host be asked.</summary>
    public static bool TakesCode(NewDeviceNeeds needs) => needs is not NewDeviceNeeds.Approval;

    /// <summary>The device that makes way: none while there is a free place, and else the one that was seen least recently.</summary>
    public static DeviceBindingId? MakesWay(EntryFacts facts, DateTimeOffset now)
    {
        var holding = facts.Bindings.Where(binding => EntryRules.Holds(binding, now)).ToList();
        return facts.MaxDevices == Invitation.UnlimitedDevices || holding.Count < facts.MaxDevices
            ? null
            : holding.MinBy(binding => binding.LastSeenAt ?? binding.ConnectedAt ?? binding.BoundAt)?.Id;
    }
}
