using System.Text.Json;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Api;

/// <summary>The OpenAPI document is made from the code, and complete.</summary>
public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task Every_call_says_what_it_does_and_what_it_answers()
    {
        await using var site = await UsherSite.Start();
        var gaps = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, call) in Calls(await Document(site)))
        {
            if (!call.TryGetProperty("summary", out _)) gaps.Add($"{name}: no summary");
            if (!call.TryGetProperty("tags", out var tags) || tags.GetArrayLength() != 1) gaps.Add($"{name}: no tag");
            if (!names.Add(call.GetProperty("operationId").GetString()!)) gaps.Add($"{name}: an operationId that another has");
            if (!call.GetProperty("responses").EnumerateObject().Any(Succeeds)) gaps.Add($"{name}: no success with its schema");
        }
        Assert.Empty(gaps);
    }

    [Fact]
    public async Task Ids_are_strings_and_names_are_in_camel_case()
    {
        await using var site = await UsherSite.Start();
        var schemas = (await Document(site)).GetProperty("components").GetProperty("schemas");
        var id = schemas.GetProperty("Me").GetProperty("properties").GetProperty("id");
        Assert.Equal("string", id.GetProperty("type").GetString());
        foreach (var schema in schemas.EnumerateObject().Where(schema => schema.Value.TryGetProperty("properties", out _)))
            Assert.All(schema.Value.GetProperty("properties").EnumerateObject(), field => Assert.True(char.IsAsciiLetterLower(field.Name[0]), field.Name));
    }

    [Fact]
    public async Task What_is_not_open_to_all_says_how_one_signs_in()
    {
        await using var site = await UsherSite.Start();
        var me = (await Document(site)).GetProperty("paths").GetProperty("/api/v1/me").GetProperty("get");
        Assert.Equal(2, me.GetProperty("security").GetArrayLength());
        Assert.True(me.GetProperty("responses").TryGetProperty("401", out _));
    }

    [Fact]
    public async Task People_read_the_same_document_as_a_page()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        var page = await somebody.Open("/reference");
        foreach (var (_, call) in Calls(await Document(site)))
            Assert.NotNull(page.Document.GetElementById(call.GetProperty("operationId").GetString()!));
    }

    private static bool Succeeds(JsonProperty response) => response.Name.StartsWith('2')
        && (response.Name == "204" || (response.Value.TryGetProperty("content", out var content) && content.EnumerateObject().All(kind => kind.Value.TryGetProperty("schema", out _))));

    private static IEnumerable<(string Name, JsonElement Call)> Calls(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from call in path.Value.EnumerateObject()
        select ($"{call.Name} {path.Name}", call.Value);

    private static async Task<JsonElement> Document(UsherSite site)
    {
        using var somebody = site.NewVisitor();
        return await (await somebody.Http.GetAsync("/openapi/v1.json")).Json();
    }
}
