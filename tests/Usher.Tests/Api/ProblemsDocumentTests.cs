using System.Globalization;
using System.Text;
using Usher.Tests.Architecture;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Api;

/// <summary>The catalogue of problems, in the code, in the docs and on its page.</summary>
public sealed class ProblemsDocumentTests
{
    [Fact]
    public void A_code_is_given_once() =>
        Assert.Equal(Problem.Catalogue.Count, Problem.Catalogue.Select(problem => problem.Code).Distinct(StringComparer.Ordinal).Count());

    /// <summary>After a change of the catalogue: <c>USHER_WRITE_DOCS=1 bin/test ProblemsDocument</c>.</summary>
    [Fact]
    public async Task The_document_is_true_to_the_code()
    {
        var file = Path.Combine(Source.Root, "docs", "problems.md");
        if (Environment.GetEnvironmentVariable("USHER_WRITE_DOCS") is not null) await File.WriteAllTextAsync(file, Document());
        Assert.Equal(Document(), await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task The_page_has_a_place_for_each_to_link_to()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        var page = await somebody.Open("/problems");
        Assert.All(Problem.Catalogue, problem => Assert.NotNull(page.Document.GetElementById(problem.Code)));
    }

    private static string Document()
    {
        var text = new StringBuilder(
            """
            # Problems

            Every way in which Usher says no, to pages, to the API and to the live session alike. The code never changes; the sentence is for
            people, and is translated. This file is written from the code by a test: `USHER_WRITE_DOCS=1 bin/test ProblemsDocument`.

            | code | status | sentence |
            |---|---|---|

            """);
        foreach (var problem in Problem.Catalogue) text.Append(CultureInfo.InvariantCulture, $"| `{problem.Code}` | {problem.Status} | {problem.Sentence} |\n");
        return text.ToString();
    }
}
