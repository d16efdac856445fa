using Usher.Mail;

namespace Usher.Tests.Mail;

public sealed class LiquidTemplateTests
{
    private static readonly Dictionary<string, object> Tokens = new(StringComparer.Ordinal)
    {
        ["first_name"] = "<b>Ben</b> & 'co'",
        ["FIRSTNAME"] = "Ben",
        ["URL"] = "https://rooms.northfield.example/i/x",
        ["qr_code"] = new LiquidTemplate.Markup("<img>"),
    };

    [Theory]
    [InlineData("{{ first_name }}")]
    [InlineData("{{ first_name | escape }}")]
    [InlineData("{{ first_name | h }}")]
    [InlineData("{{ '%3Cb%3EBen%3C/b%3E & ''co''' | url_decode }}{% if true %}{% assign x = first_name %}{{ x }}{% endif %}")]
    public void Html_is_escaped_once_whatever_the_template_says(string template)
    {
        var html = Render(template, html: true);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&amp;lt;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Ben&lt;/b&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_left_as_it_is() => Assert.Equal("<b>Ben</b> & 'co'", Render("{{ first_name }}", html: false));

    [Fact]
    public void Our_own_markup_is_left_as_it_is() => Assert.Equal("<img>", Render("{{ qr_code }}", html: true));

    [Fact]
    public void Words_are_translated_with_their_values_escaped() =>
        Assert.Equal("Hello &lt;b&gt;Ben&lt;/b&gt; &amp; &#39;co&#39;,", Render("{{ \"Hello {0},\" | t: first_name }}", html: true));

    [Fact]
    public void Templates_of_the_source_system_work_pasted_in() =>
        Assert.Equal("Dear Ben , join: https://rooms.northfield.example/i/x {UNKNOWN}", Render("Dear {FIRSTNAME} {COMPANY}, join: {URL} {UNKNOWN}", html: false));

    [Theory]
    [InlineData("{% if %}")]
    [InlineData("{{ first_name ")]
    [InlineData("{% nonsense %}")]
    public void What_is_no_template_is_refused_with_a_reason(string template) =>
        Assert.NotEmpty(Assert.Throws<TemplateException>(() => LiquidTemplate.Parse(template)).Message);

    [Theory]
    [InlineData("{% include '/etc/passwd' %}")]
    [InlineData("{% for a in (1..100000000) %}x{% endfor %}")]
    public void A_template_reaches_no_file_and_ends(string template) =>
        Assert.Throws<TemplateException>(() => Render(template, html: false));

    [Theory]
    [InlineData("{% assign x = 'x' %}{% for i in (1..900) %}{% assign x = x | append: x %}{% endfor %}")]
    [InlineData("{% assign x = 'x' %}{% for i in (1..900) %}{% assign x = x | replace: 'x', 'xx' %}{% endfor %}")]
    [InlineData("{% assign x = 'a,b' | split: ',' %}{% for i in (1..900) %}{% assign x = x | concat: x %}{% endfor %}{{ x | join: ',' }}")]
    [InlineData("{% assign x = 'xx' %}{% for i in (1..900) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}")]
    [InlineData("{% for i in (1..900) %}{% for j in (1..900) %}{{ first_name }}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{% assign x = k %}{% endfor %}{% endfor %}{% endfor %}")]
    public void A_template_takes_no_more_memory_and_time_than_a_mail(string template) =>
        Assert.Throws<TemplateException>(() => Render(template, html: true));

    [Theory]
    [InlineData("one\n{% nonsense %}\nthree", 2)]
    [InlineData("one\n{% if x %}\n{% endfor %}\n", 3)]
    [InlineData("{% if x %}\n{% for a in b %}\n{% endfor %}\n", 1)]
    [InlineData("one\ntwo {{ x }}\nthree {{ y \nfour", 3)]
    [InlineData("{FIRSTNAME}\n\n{% assign %}", 3)]
    public void A_fault_is_told_with_its_line(string template, int line) =>
        Assert.Equal(line, Assert.Throws<TemplateException>(() => LiquidTemplate.Parse(template)).Line);

    [Fact]
    public void A_token_that_is_not_there_is_empty() => Assert.Equal("[]", Render("[{{ first_name.length.foo }}{{ nobody }}]", html: true));

    private static string Render(string template, bool html) => LiquidTemplate.Parse(template).Render(Tokens, Postroom.Words, html);
}
