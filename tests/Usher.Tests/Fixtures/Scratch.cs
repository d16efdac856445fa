using Usher.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(Scratch))]
// What sites print is shown beside the test that fails, and nowhere else.
[assembly: CaptureConsole]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Usher.Tests.Fixtures;

/// <summary>A temporary folder that holds everything a run writes, and is gone when it ends.</summary>
public sealed class Scratch : IDisposable
{
    public static string Folder { get; } = Make();

    /// <summary>A folder in it; whoever asks for one deletes it when done.</summary>
    public static DirectoryInfo NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Guid.CreateVersion7().ToString("N")[20..]));

    // Not for its owner alone: PostgreSQL, which refuses to run as root, must be able to pass.
    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("usher-tests-");
        folder.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        return folder.FullName;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
