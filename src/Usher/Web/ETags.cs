using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Usher.Web;

/// <summary>Versions of what is edited, as <c>ETag</c> tells them and <c>If-Match</c> asks for them (RFC 9110 §13.1.1).</summary>
public static class ETags
{
    public static void SetETag(this HttpResponse response, int version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <param name="request">The edit.</param>
    /// <param name="version">The version that it was made from; null when it does not say, or says that any will do.</param>
    /// <returns>False when it asks for something that no version of ours is: answer with <see cref="CommonProblems.Stale"/>.</returns>
    public static bool TryIfMatch(this HttpRequest request, out int? version)
    {
        version = null;
        var asked = request.Headers.IfMatch.ToString();
        if (asked.Length == 0 || asked == EntityTagHeaderValue.Any.Tag) return true;
        if (!EntityTagHeaderValue.TryParse(asked, out var tag) || tag.IsWeak) return false;
        if (!int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        version = number;
        return true;
    }
}
