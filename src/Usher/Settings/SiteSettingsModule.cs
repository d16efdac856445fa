using System.ComponentModel;
using Usher.Accounts;

namespace Usher.Settings;

/// <summary>The module "Site".</summary>
public sealed record SiteSettingsModule : ISelfChecking
{
    [Description("Whom people can turn to who were refused; shown to them.")]
    public SiteContact Contact { get; init; } = new();

    public void Check(FieldErrors errors)
    {
        errors.Require(Contact.Name.Length <= 100 && !Contact.Name.Any(char.IsControl), "contact.name", "At most 100 characters, on one line.");
        errors.Require(Contact.Email.Length == 0 || EmailAddress.Parse(Contact.Email) is not null, "contact.email", "This is not an email address.");
        errors.Require(Contact.Url.Length == 0 || SiteContact.IsUrl(Contact.Url), "contact.url", "Give an address that starts with https://.");
    }
}

/// <summary>Whom to turn to. What is empty is not shown.</summary>
public sealed record SiteContact
{
    [Description("A person's name, or a desk's.")]
    public string Name { get; init; } = "";

    [Description("Where to write to.")]
    public string Email { get; init; } = "";

    [Description("A page with more ways to ask; https.")]
    public string Url { get; init; } = "";

    public bool IsEmpty => Name.Length + Email.Length + Url.Length == 0;

    // It becomes a link on pages: nothing that runs, and nothing unencrypted.
    internal static bool IsUrl(string text) => text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https";
}
