namespace Usher.Web;

/// <summary>What every page shows of the site itself.</summary>
/// <param name="Logo">The address of an image to show in place of the name; null for none.</param>
/// <param name="Sheet">The address of a stylesheet over the bundles; null for none.</param>
/// <param name="Links">For the foot of pages.</param>
public sealed record Face(string Name, string? Logo, string? Sheet, IReadOnlyList<(string Text, string Url)> Links)
{
    /// <summary>As long as nobody has chosen another.</summary>
    public static readonly Face Usual = new("Usher", null, null, []);
}

/// <summary>Knows the site's face of now, by way of whoever keeps it.</summary>
public sealed class SiteFace(Func<ValueTask<Face>> read)
{
    private volatile Face last = Face.Usual;

    /// <summary>The last known one when the database does not answer: the page that says so needs a face as well.</summary>
    public async ValueTask<Face> Now()
    {
        try
        {
            return last = await read();
        }
#pragma warning disable CA1031 // whatever it is, a page is being written to tell of it
        catch (Exception)
#pragma warning restore CA1031
        {
            return last;
        }
    }
}
