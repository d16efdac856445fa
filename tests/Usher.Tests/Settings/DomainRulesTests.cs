using CsCheck;
using Usher.Accounts;
using Usher.Settings;

namespace Usher.Tests.Settings;

/// <summary>Whose addresses may be invited and may enter.</summary>
public sealed class DomainRulesTests
{
    [Theory]
    [InlineData("example.org", "ada@example.org", true)]
    [InlineData("example.org", "ada@EXAMPLE.ORG", true)]
    [InlineData("EXAMPLE.org.", "ada+talks@example.org", true)]
    [InlineData("example.org", "ada@evil-example.org", false)]
    [InlineData("example.org", "ada@example.org.evil.example", false)]
    [InlineData("example.com", "ada@evil-example.com", false)]
    [InlineData("example.com", "ada@example.com.evil.org", false)]
    [InlineData("example.org", "ada@mail.example.org", false)]
    [InlineData("*.example.org", "ada@mail.example.org", true)]
    [InlineData("*.example.org", "ada@a.b.example.org", true)]
    [InlineData("*.Example.ORG.", "ada@A.B.example.org", true)]
    [InlineData("*.example.org", "ada@example.org", false)]
    [InlineData("*.example.org", "ada@evilexample.org", false)]
    [InlineData("bücher.example", "ada@xn--bcher-kva.example", true)]
    [InlineData("xn--bcher-kva.example", "ada@bücher.example", true)]
    [InlineData("BÜCHER.example", "ada@bücher.example", true)]
    [InlineData("*.bücher.example", "ada@mail.xn--bcher-kva.example", true)]
    [InlineData("iris.example", "ada@ırıs.example", false)]
    [InlineData("ırıs.example", "ada@iris.example", false)]
    [InlineData("kiosk.example", "ada@xn--osk-jma.example", false)]
    public void An_entry_means_what_it_says_label_by_label(string entry, string address, bool covered)
    {
        var domain = EmailAddress.Parse(address)!.Domain;
        Assert.Equal(covered, new DomainSettings { Allow = [entry] }.Admits(domain));
        Assert.Equal(!covered, new DomainSettings { Block = [entry] }.Admits(domain));
    }

    [Fact]
    public void With_no_lists_everybody_is_welcome_and_a_block_counts_for_more_than_an_allowance()
    {
        Assert.True(new DomainSettings().Admits("example.org"));
        var both = new DomainSettings { Allow = ["example.org", "*.example.org"], Block = ["spam.example.org"] };
        Assert.True(both.Admits("mail.example.org"));
        Assert.False(both.Admits("spam.example.org"));
        Assert.False(both.Admits("example.net"));
    }

    [Fact]
    public void What_is_no_domain_is_admitted_by_no_list() => Assert.False(new DomainSettings().Admits("no domain"));

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("*.example.org", true)]
    [InlineData(" example.org ", true)]
    [InlineData("example.org.", true)]
    [InlineData("bücher.example", true)]
    [InlineData("\u212Aiosk.example", false)]
    [InlineData("*", false)]
    [InlineData("*.", false)]
    [InlineData("*.org", false)]
    [InlineData("*example.org", false)]
    [InlineData("mail.*.example.org", false)]
    [InlineData("ada@example.org", false)]
    [InlineData("https://example.org", false)]
    [InlineData("example..org", false)]
    [InlineData("-example.org", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_entry_is_a_domain_or_one_with_a_star_before_it(string? entry, bool valid) => Assert.Equal(valid, DomainRules.IsEntry(entry));

    private static readonly Gen<string> Label = Gen.Char["abcxyz0189-"].Array[1, 8].Select(letters => $"a{new string(letters)}z");

    private static readonly Gen<string[]> Labels = Label.Array[2, 5];

    [Fact]
    public void A_domain_covers_itself_and_a_star_exactly_what_ends_in_it_after_a_dot() => Gen.Select(Labels, Labels).Sample((one, other) =>
    {
        var (parent, domain) = (string.Join('.', one), string.Join('.', other));
        Assert.Equal(parent == domain, Covers(parent, domain));
        Assert.False(Covers($"*.{parent}", parent));
        Assert.True(Covers($"*.{parent}", $"{domain}.{parent}"));
        Assert.False(Covers(parent, $"{domain}.{parent}"));
        // Glued to it, before or behind, it is somebody else's name.
        Assert.False(Covers(parent, $"x{parent}"));
        Assert.False(Covers($"*.{parent}", $"x{parent}"));
        Assert.False(Covers($"*.{parent}", $"{parent}.{domain}evil"));
    });

    [Fact]
    public void The_case_of_ascii_and_a_dot_at_the_end_change_nothing() => Gen.Select(Labels, Gen.Bool, Gen.Bool).Sample((labels, dot, star) =>
    {
        var domain = string.Join('.', labels);
        var entry = $"{(star ? "*." : "")}{domain.ToUpperInvariant()}{(dot ? "." : "")}";
        Assert.True(Covers(entry, star ? $"mail.{domain}" : domain));
    });

    private static bool Covers(string entry, string domain) => new DomainSettings { Allow = [entry] }.Admits(domain);
}
