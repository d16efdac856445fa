namespace Usher.Web;

/// <summary>Where to go on to after something, when the request itself says where: nowhere but on this site.</summary>
public static class LocalPath
{
    /// <returns>The path if a browser will take it for one of this site's own; <paramref name="otherwise"/> if not.</returns>
    public static string Or(string? path, string otherwise) => IsLocal(path) ? path! : otherwise;

    // Browsers read "//host" and "/\host" as other hosts, and drop tabs and line ends before they do.
    private static bool IsLocal(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);
}
