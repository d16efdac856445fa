namespace Usher;

/// <summary>What all regular expressions of the site share.</summary>
internal static class Patterns
{
    /// <summary>
    /// When a match is given up, in milliseconds by the wall clock. All patterns are linear on texts of limited length, so that this is
    /// never reached but by a fault; a busy machine may well pause for a second, and that is none.
    /// </summary>
    public const int Patience = 20_000;
}
