namespace Usher.Api;
public static class TmpX {
 public static T RequireScope<T>(this T b, string s) where T: IEndpointConventionBuilder => b;
 public static void SetETag(this HttpResponse r, int v) => r.Headers.ETag = $"\"{v}\"";
 public static bool TryIfMatch(this HttpRequest r, out int? v) { v=null; return true; }
}
public readonly record struct PageOfList(int? Limit, string? Cursor) { public int Size => Math.Clamp(Limit ?? 50, 1, 200); public IResult Answer<T>(HttpContext c, IReadOnlyList<T> rows, Func<T,string> cursor) => TypedResults.Ok(rows.Take(Size)); }
