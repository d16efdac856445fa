using Microsoft.Extensions.Options;
using Usher;

try
{
    await using var site = Site.Build(args);
    await site.RunAsync();
    return 0;
}
catch (OptionsValidationException wrong)
{
    foreach (var fault in wrong.Failures) await Console.Error.WriteLineAsync(fault);
    return 2;
}
