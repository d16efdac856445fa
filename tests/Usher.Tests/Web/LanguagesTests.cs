using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Usher.Tests.Fixtures;
using Usher.Web;

namespace Usher.Tests.Web;

/// <summary>Every word of pages and mails is there in every language that the site comes with.</summary>
public sealed partial class LanguagesTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Complete => ["de", "he"];

    /// <summary>With USHER_WRITE_WORDS=PATH, what there is to translate is written to PATH.TAG.json, and what is in use no more to PATH.TAG.old.json.</summary>
    [Theory, MemberData(nameof(Complete))]
    public void Every_text_is_translated_with_its_places_for_values(string tag)
    {
        using var stream = typeof(Languages).Assembly.GetManifestResourceStream($"languages/{tag}.json")!;
        var table = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
        var (missing, old) = (WordsInUse.All.Where(text => !table.ContainsKey(text)).ToList(), table.Keys.Where(text => !WordsInUse.All.Contains(text)).ToList());
        if (Environment.GetEnvironmentVariable("USHER_WRITE_WORDS") is { Length: > 0 } file)
        {
            File.WriteAllText($"{file}.{tag}.json", JsonSerializer.Serialize(missing, Readable));
            File.WriteAllText($"{file}.{tag}.old.json", JsonSerializer.Serialize(old, Readable));
        }
        Assert.Empty(missing);
        Assert.Empty(table.Where(entry => !Places(entry.Key).SetEquals(Places(entry.Value))).Select(entry => $"{entry.Key} -> {entry.Value}"));
        Assert.Empty(old);
    }

    [Fact]
    public async Task A_page_speaks_what_the_browser_asks_for_until_its_person_chooses()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        somebody.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("tlh, he-IL;q=0.9, en;q=0.5");
        var page = await somebody.Open("/sign-in");
        Assert.Equal(("he", "rtl"), (page.Document.DocumentElement.GetAttribute("lang"), page.Document.DocumentElement.GetAttribute("dir")));
        var chosen = await somebody.Submit(page, "form.languages", ("language", "de"));
        Assert.Equal(("/sign-in", "de", "ltr"), (chosen.Path, chosen.Document.DocumentElement.GetAttribute("lang"), chosen.Document.DocumentElement.GetAttribute("dir")));
        using var stranger = site.NewVisitor();
        stranger.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("tlh");
        Assert.Equal("en", (await stranger.Open("/sign-in")).Document.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task An_invitation_speaks_its_invitees_language()
    {
        await using var site = await Invitations.InvitingSite.Start();
        var (_, link) = await site.InviteBen(new { language = "he" });
        using var ben = site.Site.NewVisitor();
        ben.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var page = await ben.Open(link);
        Assert.Equal("he", page.Document.DocumentElement.GetAttribute("lang"));
        var chosen = await ben.Submit(page, "form.languages", ("language", "en"));
        Assert.Equal((link, "en"), (chosen.Path, chosen.Document.DocumentElement.GetAttribute("lang")));
    }

    [Fact]
    public async Task A_language_may_come_by_a_file()
    {
        var folder = Scratch.NewFolder();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "languages"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "languages", "sv.json"), """{ "Sign in": "Logga in" }""");
        await using (var site = await UsherSite.Start(settings: $"DataDirectory={folder.FullName}"))
        {
            Assert.Equal("Logga in", site.Services.GetRequiredService<Languages>().Find("Sign in", CultureInfo.GetCultureInfo("sv-SE")));
            using var somebody = site.NewVisitor();
            somebody.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("sv");
            Assert.Contains("Logga in", (await somebody.Open("/sign-in")).Text, StringComparison.Ordinal);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_sentence_with_a_limit_in_it_is_translated_too()
    {
        await using var site = await UsherSite.Start();
        var languages = site.Services.GetRequiredService<Languages>();
        Assert.Equal("Höchstens 100 Zeichen.", languages.Find("At most 100 characters.", CultureInfo.GetCultureInfo("de")));
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d+[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
