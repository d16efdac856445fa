using Usher.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(Scratch))]

namespace Usher.Tests.Fixtures;

/// <summary>A temporary folder for what lasts as long as the run.</summary>
public sealed class Scratch : IDisposable
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("usher-tests-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
