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
    // It is killed when this shell's input ends, so that it cannot outlive the tests, however they end.
    private const string Run = """
        "$@" </dev/null &
        read -r _
        kill -KILL $!
        """;

    private readonly DirectoryInfo folder;
    private readonly StorageOptions storage;
    private readonly string[] settings;
    private readonly ConcurrentQueue<string> output = [];
    private Process? shell;

    private UsherProcess(DirectoryInfo folder, StorageOptions storage, string[] settings) =>
        (this.folder, this.storage, this.settings) = (folder, storage, settings);

    public Uri Address { get; } = new($"http://localhost:{Usher.Live.FreePorts.Next()}");

    public string DataDirectory => folder.FullName;

    public StorageOptions Storage => storage;

    /// <summary>All that the process has printed, down to Debug.</summary>
    public IEnumerable<string> Output => output;

    /// <param name="settings">Such as <c>Bootstrap:Email=mina@northfield.example</c>, without the leading <c>Usher:</c>.</param>
    public static async Task<UsherProcess> Start(Engine engine, params string[] settings)
    {
        var home = Scratch.NewFolder();
        var site = new UsherProcess(home, await Store.New(engine, home), settings);
        try
        {
            await site.StartAgain();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>From the moment that it is killed until it is back.</summary>
    public bool IsDown { get; private set; }

    public async Task StartAgain()
    {
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-c", Run, "bash", "dotnet", typeof(Site).Assembly.Location, "--Logging:LogLevel:Default=Debug" },
        };
        foreach (var argument in UsherSite.Arguments(folder, storage, Address, settings)) start.ArgumentList.Add(argument);
        shell = new Process { StartInfo = start };
        shell.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        shell.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        shell.Start();
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        await UntilReady();
        IsDown = false;
    }

    /// <summary>SIGKILL: no farewell, no flush.</summary>
    public async Task Kill()
    {
        IsDown = true;
        shell!.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
        shell = null;
    }

    public Visitor NewVisitor() => new(Address);

    public async ValueTask DisposeAsync()
    {
        if (shell is not null) await Kill();
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
            catch (HttpRequestException) when (waited.Elapsed < TimeSpan.FromSeconds(120) && !shell!.HasExited)
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
