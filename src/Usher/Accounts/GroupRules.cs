namespace Usher.Accounts;

/// <summary>What a group must be like.</summary>
public static class GroupRules
{
    public const int NameLength = 100;

    /// <summary>Null when a group may have this name.</summary>
    public static Problem? ErrorsOf(string? name)
    {
        var errors = new FieldErrors();
        errors.Require(name?.Trim() is { Length: > 0 and <= NameLength } && !name.Any(char.IsControl), "name", "A name of up to 100 characters is needed.");
        return errors.Problem;
    }
}

/// <summary>Why an act on groups is refused.</summary>
public static class GroupProblems
{
    public static readonly Problem Unknown = new("group.unknown", 404, "There is no such group.");
    public static readonly Problem Exists = new("group.exists", 409, "There is a group with this name already.");
    public static readonly Problem NoSuchAccount = new("group.no-such-account", 404, "There is no such account to add.");
}
