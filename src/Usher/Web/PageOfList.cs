using Microsoft.AspNetCore.Http.HttpResults;

namespace Usher.Web;

/// <summary>Which part of a list is asked for. The answer's <c>Link</c> header (<c>rel="next"</c>) leads to the part after it.</summary>
/// <param name="Limit">How many, at most: 1 to 200, by default 50.</param>
/// <param name="Cursor">From the <c>Link</c> of the part before.</param>
public readonly record struct PageOfList(int? Limit, string? Cursor)
{
    private const int Usual = 50;
    private const int Most = 200;

    public int Size => Math.Clamp(Limit ?? Usual, 1, Most);

    /// <param name="context">The request: the next part's address is its own but for the cursor.</param>
    /// <param name="rows">In order, one more than <see cref="Size"/> if there are as many.</param>
    /// <param name="cursorOf">What finds the rows that come after this one.</param>
    public Ok<IReadOnlyList<T>> Answer<T>(HttpContext context, IReadOnlyList<T> rows, Func<T, string> cursorOf)
    {
        if (rows.Count <= Size) return TypedResults.Ok(rows);
        IReadOnlyList<T> part = [.. rows.Take(Size)];
        var query = QueryString.Create(context.Request.Query
            .Where(asked => !asked.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase))
            .Append(new("cursor", cursorOf(part[^1]))));
        context.Response.Headers.Link = $"<{context.Request.Path}{query}>; rel=\"next\"";
        return TypedResults.Ok(part);
    }
}
