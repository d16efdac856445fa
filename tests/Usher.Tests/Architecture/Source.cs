namespace Usher.Tests.Architecture;

/// <summary>The files of this repository.</summary>
public static class Source
{
    private static readonly string[] Made = ["artifacts", "node_modules", "dist", ".git", "data", "obj"];

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Files as somebody wrote them: nothing built, fetched or generated.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var root = Path.GetFullPath(Path.Combine(Root, folder));
        return Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split('/').Any(part => Made.Contains(part, StringComparer.Ordinal)));
    }

    public static string PathOf(string file) => Path.Combine(Root, file);

    private static string FindRoot(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Usher.slnx")) ? from.FullName : FindRoot(from.Parent!);
}
