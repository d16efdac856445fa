namespace Usher.Web;

/// <summary>Addresses of pages, with what they are asked for.</summary>
internal static class Links
{
    /// <summary>The path and its query; what is null or empty is left out.</summary>
    public static string To(string path, params ReadOnlySpan<(string Name, string? Value)> asked)
    {
        var query = QueryString.Empty;
        foreach (var (name, value) in asked)
            if (!string.IsNullOrEmpty(value)) query = query.Add(name, value);
        return path + query;
    }
}
