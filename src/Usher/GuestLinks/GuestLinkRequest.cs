using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>A guest link to be made.</summary>
/// <param name="Name">For the hosts alone, up to 100 characters; required.</param>
/// <param name="MaxUses">How many may come in by it; left out for as many as come.</param>
/// <param name="LifetimeMinutes">For how long it lets anybody new in, within the site's cap; left out for as long as it stands.</param>
public sealed record GuestLinkRequest(string? Name, int? MaxUses = null, int? LifetimeMinutes = null)
{
    internal Problem? Check(InvitationSettings site)
    {
        var errors = new FieldErrors();
        CheckName(Name, errors);
        CheckUses(MaxUses, errors);
        CheckLifetime(LifetimeMinutes, site, errors);
        return errors.Problem;
    }

    internal static void CheckName(string? text, FieldErrors errors)
    {
        var name = text?.Trim() ?? "";
        errors.Require(name.Length > 0, "name", "This is needed.");
        errors.Require(name.Length <= GuestLink.NameLength, "name", $"At most {GuestLink.NameLength} characters.");
        errors.Require(!name.Any(char.IsControl), "name", "This has characters that no name has.");
    }

    internal static void CheckUses(int? uses, FieldErrors errors) =>
        errors.Require(uses is null or (>= 1 and <= GuestLinkRules.MostUses), "maxUses", $"From 1 to {GuestLinkRules.MostUses}.");

    internal static void CheckLifetime(int? minutes, InvitationSettings site, FieldErrors errors) =>
        errors.Require(minutes is null || (minutes >= 1 && minutes <= site.LinkLifetimeMax), "lifetimeMinutes", $"From 1 to {site.LinkLifetimeMax} minutes.");
}

/// <summary>What is to change about a guest link. What is left out stays.</summary>
/// <param name="Name">For the hosts alone.</param>
/// <param name="MaxUses">How many may come in by it; -1 for as many as come.</param>
/// <param name="LifetimeMinutes">From now; -1 for as long as it stands.</param>
/// <param name="Enabled">Turns it on or off, on its own.</param>
/// <param name="RemoveGuests">With turning it off: also put out those who came by it and are in.</param>
public sealed record GuestLinkChanges(string? Name = null, int? MaxUses = null, int? LifetimeMinutes = null, bool? Enabled = null, bool RemoveGuests = false)
{
    /// <summary>In place of a number: no limit.</summary>
    public const int Unlimited = -1;

    internal Problem? Check(InvitationSettings site)
    {
        var errors = new FieldErrors();
        if (Name is not null) GuestLinkRequest.CheckName(Name, errors);
        if (MaxUses is not Unlimited) GuestLinkRequest.CheckUses(MaxUses, errors);
        if (LifetimeMinutes is not Unlimited) GuestLinkRequest.CheckLifetime(LifetimeMinutes, site, errors);
        return errors.Problem;
    }
}
