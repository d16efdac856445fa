using System.ComponentModel;
using Usher.Accounts;

namespace Usher.Settings;

/// <summary>
/// Whose addresses may be invited and may enter. An entry is <c>example.org</c>, which is that domain alone, or <c>*.example.org</c>,
/// which is its subdomains alone: none is meant by an ending of another's name.
/// </summary>
public sealed record DomainSettings
{
    [Shown("Only these", MaxLength = 260, Most = 1000), Description("Empty: any. Each example.org, or *.example.org for its subdomains.")]
    public IReadOnlyList<string> Allow { get; init; } = [];

    [Shown("None of these", MaxLength = 260, Most = 1000), Description("Whatever is allowed above.")]
    public IReadOnlyList<string> Block { get; init; } = [];
}

/// <summary>The rules about domains of addresses: compared label by label, in A-labels and lower case.</summary>
public static class DomainRules
{
    /// <param name="rules">The site's lists. A block counts for more than an allowance.</param>
    /// <param name="domain">As in <see cref="EmailAddress.Domain"/>.</param>
    public static bool Admits(this DomainSettings rules, string domain)
    {
        var key = Key(domain);
        if (key is null || rules.Block.Any(entry => Covers(entry, key))) return false;
        return rules.Allow.Count == 0 || rules.Allow.Any(entry => Covers(entry, key));
    }

    /// <summary>The same of an address in the form in which addresses are compared.</summary>
    public static bool AdmitsAddress(this DomainSettings rules, string addressKey) => rules.Admits(addressKey[(addressKey.LastIndexOf('@') + 1)..]);

    /// <summary>Whether it is a domain, or one with <c>*.</c> before it.</summary>
    public static bool IsEntry(string? entry) => entry is not null && Read(entry).Key is not null;

    private static bool Covers(string entry, string key) => Read(entry) switch
    {
        (_, null) => false,
        (false, var exact) => key == exact,
        // The dot before it makes it end at a label: evil-example.org is no subdomain of example.org.
        (true, var parent) => key.EndsWith($".{parent}", StringComparison.Ordinal),
    };

    private static (bool Subdomains, string? Key) Read(string entry)
    {
        var text = entry.Trim();
        return text.StartsWith("*.", StringComparison.Ordinal) ? (true, Key(text[2..])) : (false, Key(text));
    }

    // One dot at the end says "from the root", and names the same domain (RFC 1034 §3.1).
    private static string? Key(string domain) => EmailAddress.DomainKey(domain.EndsWith('.') ? domain[..^1] : domain);
}
