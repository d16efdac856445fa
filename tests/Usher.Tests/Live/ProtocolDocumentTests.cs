using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Usher.Live;
using Usher.Tests.Architecture;

namespace Usher.Tests.Live;

/// <summary><c>docs/protocol.md</c> is true to the code.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string[] Document = File.ReadAllLines(Path.Combine(Source.Root, "docs", "protocol.md"));

    [Fact]
    public void The_version_is_the_one_that_is_spoken() =>
        Assert.Equal($"# The live protocol, version {Welcome.Version}", Document[0]);

    [Fact]
    public void Every_method_of_the_hub_is_there_with_its_parameters_and_no_other()
    {
        var methods = typeof(LiveHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition() == method)
            .ToDictionary(method => method.Name, method => method.GetParameters().Select(parameter => parameter.Name!).ToArray());
        Assert.Equivalent(methods, Table("method"), strict: true);
    }

    [Fact]
    public void Every_message_of_the_server_is_there_and_no_other() =>
        Assert.Equal(typeof(LiveMessages).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(), Table("message").Keys.Order());

    [Fact]
    public void Every_event_is_there_with_its_fields_and_no_other()
    {
        var events = typeof(LiveEvent).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(kind => (string)kind.TypeDiscriminator!, kind => Fields(kind.DerivedType, BindingFlags.DeclaredOnly));
        Assert.Equivalent(events, Table("type"), strict: true);
    }

    [Fact]
    public void Every_object_has_its_fields_and_no_other()
    {
        var objects = new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["View"] = typeof(LiveView),
            ["Participant"] = typeof(ParticipantView),
            ["Waiter"] = typeof(Waiter),
            ["WaitingWord"] = typeof(WaitingWord),
            ["WaitingView"] = typeof(WaitingView),
            ["Message"] = typeof(Message),
            ["Question"] = typeof(Question),
            ["Answer"] = typeof(QuestionAnswer),
        };
        Assert.Equivalent(objects.ToDictionary(one => one.Key, one => Fields(one.Value, default)), Table("object"), strict: true);
        Assert.Equal(Fields(typeof(Welcome), default).Order(), Table("field").Keys.Order());
    }

    [Fact]
    public void Every_problem_of_the_session_is_there_and_no_other() =>
        Assert.Equal(typeof(LiveProblems).GetFields().Select(field => ((Problem)field.GetValue(null)!).Code).Order(), Table("code").Keys.Order());

    /// <summary>The rows of the table with this first heading: the word in the first cell, and the words in the second.</summary>
    private static Dictionary<string, string[]> Table(string heading) => Document
        .SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|'))
        .ToDictionary(cells => Word().Match(cells[1]).Groups[1].Value, cells => Word().Matches(cells[2]).Select(word => word.Groups[1].Value).ToArray());

    private static string[] Fields(Type type, BindingFlags declared) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance | declared)
            .Where(property => property.Name != nameof(LiveEvent.Audience))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
    ];

    [GeneratedRegex("`([^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
