using System.Globalization;
using MimeKit;

namespace Usher.Accounts;

/// <summary>
/// An email address in two forms: as it was typed, which mail goes to, and the key in which addresses are compared. The key folds
/// the case of ASCII letters and writes the domain in IDNA A-labels, and nothing else: no dots or plus tags are taken out, and no
/// letter that merely looks alike (the dotless ı, the Kelvin sign) becomes another.
/// </summary>
public sealed record EmailAddress
{
    /// <summary>RFC 5321 §4.5.3.1: 64 octets before the @, 255 after.</summary>
    public const int MaxLength = 320;

    private static readonly ParserOptions Strict = new() { AddressParserComplianceMode = RfcComplianceMode.Strict, AllowAddressesWithoutDomain = false };
    private static readonly IdnMapping Idna = new() { UseStd3AsciiRules = true };

    private EmailAddress(string typed, string key) => (Typed, Key) = (typed, key);

    public string Typed { get; }
    public string Key { get; }

    /// <summary>The domain in A-labels and lower case.</summary>
    public string Domain => Key[(Key.LastIndexOf('@') + 1)..];

    /// <summary>Null unless the text, without the blanks around it, is one plain address.</summary>
    public static EmailAddress? Parse(string? text)
    {
        var typed = text?.Trim();
        if (typed is not { Length: > 2 and <= MaxLength } || typed.Any(char.IsControl)) return null;
        // The mail library decides what an address is; what it would read out of a longer text is not one.
        if (!MailboxAddress.TryParse(Strict, typed, out var mailbox) || mailbox.Name is { Length: > 0 } || mailbox.Route.Count > 0) return null;
        var at = typed.LastIndexOf('@');
        if (at is < 1 or > 64 || typed[at - 1] == '"' || DomainKey(typed[(at + 1)..]) is not { } domain) return null;
        // The library shows IDNs decoded, so the whole is compared by its parts.
        if (mailbox.LocalPart != typed[..at] || DomainKey(mailbox.Domain) != domain) return null;
        return new(typed, $"{FoldAscii(typed[..at])}@{domain}");
    }

    /// <summary>A domain in A-labels and lower case; null if it is none that mail could go to.</summary>
    public static string? DomainKey(string domain)
    {
        try
        {
            var labels = domain.Split('.');
            if (labels.Length < 2) return null;
            var key = string.Join('.', labels.Select(LabelKey));
            return key.Length <= 253 ? key : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A key as people would write it: with its domain in letters of any script.</summary>
    public static string Decoded(string key)
    {
        var at = key.LastIndexOf('@') + 1;
        try
        {
            return key[..at] + Idna.GetUnicode(key[at..]);
        }
        catch (ArgumentException)
        {
            return key;
        }
    }

    // IDNA's mapping turns some letters into ASCII ones (the Kelvin sign into k): such a label would be another's name in disguise.
    private static string LabelKey(string label)
    {
        if (label.All(char.IsAscii)) return FoldAscii(Idna.GetAscii(label));
        var ascii = Idna.GetAscii(label);
        return ascii.StartsWith("xn--", StringComparison.Ordinal) ? ascii : throw new ArgumentException("A label that only looks like ASCII.", nameof(label));
    }

    private static string FoldAscii(string text) => string.Concat(text.Select(c => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c));

    public override string ToString() => Typed;
}

/// <summary>Asks for an address in a field, in the same words everywhere.</summary>
public static class AddressField
{
    /// <returns>The address; null if it is none, which is then among the errors.</returns>
    public static EmailAddress? RequireAddress(this FieldErrors errors, string? text, string field = "email")
    {
        var address = EmailAddress.Parse(text);
        errors.Require(address is not null, field, "Type one full email address, such as name@example.org.");
        return address;
    }
}
