namespace Usher.Web;

/// <summary>What is wrong with each field of a form, for the page that shows it again.</summary>
public static class FieldFaults
{
    public static string? FaultOf(this Problem? problem, string field) => problem?.Errors is not { } errors ? null
        : errors.GetValueOrDefault(field)
        // A list is one field on a page, though each of its entries is refused by its place.
        ?? errors.Where(error => error.Key.StartsWith($"{field}[", StringComparison.Ordinal)).Select(error => error.Value).FirstOrDefault();

    /// <summary>For the field itself, so that it is heard as wrong together with why; nothing when it is fine.</summary>
    public static Dictionary<string, object> Marks(this Problem? problem, string field) => problem.FaultOf(field) is null
        ? []
        : new(StringComparer.Ordinal) { ["aria-invalid"] = "true", ["aria-describedby"] = $"{field}-fault" };
}
