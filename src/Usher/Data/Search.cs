using System.Linq.Expressions;

namespace Usher.Data;

/// <summary>Searching names and addresses as people do: in any case.</summary>
internal static class Search
{
    /// <summary>
    /// That the text holds what was typed, as it was typed or in lower case: SQLite's lower() knows ASCII alone, so a capital letter
    /// beyond it is found only where it was typed as one.
    /// </summary>
    public static IQueryable<T> Holding<T>(this IQueryable<T> rows, string typed, params ReadOnlySpan<Expression<Func<T, string>>> texts)
    {
        var (row, any) = (Expression.Parameter(typeof(T), "row"), (Expression)Expression.Constant(false));
        foreach (var text in texts)
        {
            var value = new Renaming(text.Parameters[0], row).Visit(text.Body);
            any = Expression.OrElse(any, Expression.OrElse(Contains(value, typed), Contains(Lower(value), typed.ToLowerInvariant())));
        }
        return rows.Where(Expression.Lambda<Func<T, bool>>(any, row));
    }

    /// <summary>The same of a text that the database has stored in lower case, as far as it knows how.</summary>
    public static IQueryable<T> HoldingLower<T>(this IQueryable<T> rows, string typed, Expression<Func<T, string>> text)
    {
        var (known, all) = (string.Concat(typed.Select(letter => char.IsAscii(letter) ? char.ToLowerInvariant(letter) : letter)), typed.ToLowerInvariant());
        Expression holds = Contains(text.Body, all);
        if (known != all) holds = Expression.OrElse(Contains(text.Body, known), holds);
        return rows.Where(Expression.Lambda<Func<T, bool>>(holds, text.Parameters));
    }

    private static MethodCallExpression Contains(Expression text, string part) =>
        Expression.Call(text, nameof(string.Contains), null, Expression.Property(Expression.Constant(new Part(part)), nameof(Part.Text)));

    private static MethodCallExpression Lower(Expression text) => Expression.Call(text, nameof(string.ToLower), null);

    // A property rather than a constant, so that the query is compiled once and the part is a parameter of it.
    private sealed record Part(string Text);

    private sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
