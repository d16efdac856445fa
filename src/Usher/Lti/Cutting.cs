namespace Usher.Lti;

/// <summary>What platforms say is as long as they like; what is kept or shown of it is not.</summary>
internal static class Cutting
{
    public static string Cut(this string text, int most = 300) => text.Length <= most ? text : text[..most];
}
