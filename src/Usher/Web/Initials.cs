using System.Globalization;

namespace Usher.Web;

/// <summary>What stands in the circle beside a name.</summary>
public static class Initials
{
    /// <summary>The first letter of the first and of the last word, as letters are counted in any script.</summary>
    public static string Of(string name)
    {
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => "",
            [var only] => First(only),
            [var first, .., var last] => First(first) + First(last),
        };
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture);
}
