using System.Text.RegularExpressions;

namespace Usher.Tests.Architecture;

/// <summary>What the code has promised about itself.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] TakenByNobody = ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Impl"];

    /// <summary>What a decision may not know: it takes facts and the time, and gives a verdict.</summary>
    private static readonly string[] Outside =
        ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Microsoft.Data", "Npgsql", "Orleans", "System.Net", "System.IO", "MailKit"];

    public static TheoryData<Type> Deciding => [.. Code.Types.Where(Decides)];

    [Theory, MemberData(nameof(Deciding))]
    public void Decisions_know_neither_the_database_nor_the_web(Type type) =>
        Assert.Empty(Code.UsedBy(type).Where(used => Outside.Any(name => IsWithin(used, name))));

    [Fact]
    public void Folders_depend_on_one_another_without_circles()
    {
        var uses = Code.Types.Where(type => Folder(type) is not null)
            .SelectMany(type => Code.UsedBy(type).Select(used => (From: Folder(type)!, To: Folder(used), Because: $"{type.Name} uses {used.Name}")))
            .Where(use => use.To is not null && use.To != use.From)
            .ToLookup(use => use.From, use => (To: use.To!, use.Because), StringComparer.Ordinal);
        foreach (var folder in uses.Select(use => use.Key)) Assert.Empty(CircleFrom(folder, uses));
    }

    [Fact]
    public void An_interface_has_more_than_one_implementation() =>
        // Of a grain's interface the compiler makes the other one: the proxy, by which it is called from elsewhere.
        Assert.Empty(Code.Types.Where(type => type.IsInterface && !type.IsAssignableTo(typeof(Orleans.Runtime.IAddressable)) && Implementations(type) < 2));

    [Fact]
    public void Names_come_from_the_glossary() =>
        Assert.Empty(Code.Types.Where(type => TakenByNobody.Any(name => type.Name.Split('`')[0].EndsWith(name, StringComparison.Ordinal))));

    [Fact]
    public void A_file_stays_short_enough_to_read()
    {
        var longest = Source.Files("src", "*.cs").Where(file => !file.Contains("/Steps/", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Count() > 300);
        Assert.Empty(longest);
    }

    [Fact]
    public void Public_types_say_what_they_are()
    {
        var silent = Source.Files("src/Usher", "*.cs").SelectMany(file => PublicType().Matches(File.ReadAllText(file)))
            .Where(type => !type.Value.Contains("<summary>", StringComparison.Ordinal)).Select(type => type.Groups[1].Value);
        Assert.Empty(silent);
    }

    [Fact]
    public void No_secret_is_written_in_the_source()
    {
        string[] kinds = ["*.cs", "*.ts", "*.tsx", "*.json", "*.razor", "*.csproj", "*.props", "*.md"];
        var finds = kinds.SelectMany(kind => Source.Files(".", kind)).Where(file => Secret().IsMatch(File.ReadAllText(file)));
        Assert.Empty(finds);
    }

    private static bool Decides(Type type) =>
        type.Name.EndsWith("Rules", StringComparison.Ordinal) || type.Name is "LiveState" or "LiveEvent" or "LiveCommand";

    private static bool IsWithin(Type type, string name) =>
        type.Namespace == name || type.Namespace?.StartsWith(name + ".", StringComparison.Ordinal) == true;

    /// <summary>The capability that a type belongs to; null for what is not ours, and for the root, which may know all.</summary>
    private static string? Folder(Type type) =>
        type.Assembly == typeof(Site).Assembly && type.Namespace?.Split('.') is ["Usher", var folder, ..] ? folder : null;

    /// <summary>A generic type implements for each of its arguments, so one is many.</summary>
    private static int Implementations(Type asked) => Code.Types
        .Where(type => !type.IsInterface && type.GetInterfaces().Any(implemented => Definition(implemented) == asked))
        .Sum(type => type.IsGenericTypeDefinition ? 2 : 1);

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static List<string> CircleFrom(string start, ILookup<string, (string To, string Because)> uses)
    {
        var cameBy = new Dictionary<string, (string From, string Because)>(StringComparer.Ordinal);
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var folder))
        {
            foreach (var (to, because) in uses[folder])
            {
                if (!cameBy.TryAdd(to, (folder, because))) continue;
                if (to == start) return Way(start, cameBy);
                next.Enqueue(to);
            }
        }
        return [];
    }

    private static List<string> Way(string start, Dictionary<string, (string From, string Because)> cameBy)
    {
        var way = new List<string>();
        var at = start;
        do
        {
            var (from, because) = cameBy[at];
            way.Insert(0, $"{from} -> {at}: {because}");
            at = from;
        }
        while (at != start);
        return way;
    }

    // With the remarks and attributes above it.
    [GeneratedRegex(@"(?:^[ \t]*(?:///|\[).*\r?\n)*^[ \t]*public (?:(?:static|sealed|abstract|partial|readonly) )*(?:class|record|struct|enum|interface|delegate)\b (.*)", RegexOptions.Multiline, 5000)]
    private static partial Regex PublicType();

    // Private keys, tokens of ours in full length, and keys of well-known clouds.
    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY|usher_pat_[0-9a-hjkmnp-tv-z]{40,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}", RegexOptions.None, 1000)]
    private static partial Regex Secret();
}
