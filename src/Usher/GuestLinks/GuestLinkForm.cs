using System.Globalization;

namespace Usher.GuestLinks;

/// <summary>A guest link's form as it was filled in: shown again as it was when something in it needs another look.</summary>
public sealed record GuestLinkForm
{
    public string Name { get; init; } = "";

    /// <summary>Empty for as many as come.</summary>
    public string MaxUses { get; init; } = "";

    /// <summary>Minutes from now; empty to leave it as it is.</summary>
    public string Lifetime { get; init; } = "";

    /// <summary>What it was filled in from; null for a new one.</summary>
    public int? Version { get; init; }

    public static GuestLinkForm From(IFormCollection sent) => new()
    {
        Name = sent["name"].ToString(),
        MaxUses = sent["maxUses"].ToString().Trim(),
        Lifetime = sent["lifetime"].ToString(),
        Version = Number(sent["version"]),
    };

    public static GuestLinkForm Of(GuestLinkRow row) => new()
    {
        Name = row.Name,
        MaxUses = row.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "",
        Version = row.Version,
    };

    public GuestLinkRequest Request => new(Name, Uses, Number(Lifetime));

    public GuestLinkChanges Changes => new(Name, Uses ?? GuestLinkChanges.Unlimited, Number(Lifetime));

    // What is no number is one that the rules refuse.
    private int? Uses => MaxUses.Length == 0 ? null : Number(MaxUses) ?? 0;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
