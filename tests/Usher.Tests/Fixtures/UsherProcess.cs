using System.Collections.Concurrent;
using System.Diagnostics;
using Usher.Data;

namespace Usher.Tests.Fixtures;

/// <summary>
/// The real site in a process of its own, for tests that kill it. The database and the data directory outlive the process, so
/// that it can be started again on what is there.
/// </summary>
public sealed class UsherProcess : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly StorageOptions storage;
    private readonly string[] settings;
    private readonly ConcurrentQueue<string> output = [];
    private Process? process;

    private UsherProcess(DirectoryInfo folder, StorageOptions storage, string[] settings) =>
        (this.folder, this.storage, this.settings) = (folder, storage, settings);

    public Uri Address { get; } = new($"http://localhost:{Loopback.FreePort()}");

    public string DataDirectory => folder.FullName;

    public StorageOptions Storage => storage;

    /// <summary>All that the process has printed, down to Debug.</summary>
    public IEnumerable<string> Output => output;

    /// <param name="settings">Such as <c>Bootstrap:Email=mina@northfield.example</c>, without the leading <c>Usher:</c>.</param>
    public static async Task<UsherProcess> Start(Engine engine, params string[] settings)
    {
        var home = Directory.CreateTempSubdirectory("usher-process-");
        var site = new UsherProcess(home, await Store.New(engine, home), settings);
        await site.StartAgain();
        return site;
    }

    public async Task StartAgain()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(Site).Assembly.Location },
        };
        start.ArgumentList.Add("--Logging:LogLevel:Default=Debug");
        foreach (var argument in UsherSite.Arguments(folder, storage, Address, settings)) start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilReady();
    }

    /// <summary>SIGKILL: no farewell, no flush.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public Visitor NewVisitor() => new(Address);

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await Kill();
        folder.Delete(recursive: true);
    }

    private async Task UntilReady()
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var answer = await http.GetAsync("/readyz");
                return;
            }
            catch (HttpRequestException) when (waited.Elapsed < TimeSpan.FromSeconds(60) && !process!.HasExited)
            {
                await Task.Delay(50);
            }
            catch (HttpRequestException fault)
            {
                throw new InvalidOperationException("The site did not start: " + string.Join('\n', output), fault);
            }
        }
    }
}
