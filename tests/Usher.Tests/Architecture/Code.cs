using System.Reflection;
using System.Reflection.Emit;

namespace Usher.Tests.Architecture;

/// <summary>The compiled code of Usher, read for who uses whom: signatures, attributes and the bodies of methods.</summary>
public static class Code
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(System.Reflection.Emit.OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Every type of ours as written; what the compiler nests for lambdas and iterators counts as its writer's.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. typeof(Site).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Usher", StringComparison.Ordinal) == true
            && type.DeclaringType is null && !type.Name.Contains('<', StringComparison.Ordinal)),
    ];

    /// <summary>Every type that <paramref name="type"/> names anywhere, as the outermost type it is written in.</summary>
    public static IReadOnlySet<Type> UsedBy(Type type)
    {
        var used = new HashSet<Type>();
        foreach (var part in WithNested(type))
        {
            Note(used, part.BaseType);
            foreach (var implemented in part.GetInterfaces()) Note(used, implemented);
            foreach (var field in part.GetFields(Everything)) Note(used, field.FieldType);
            foreach (var attribute in part.GetCustomAttributesData()) Note(used, attribute.AttributeType);
            foreach (var method in part.GetMethods(Everything).Concat<MethodBase>(part.GetConstructors(Everything))) NoteMethod(used, method);
        }
        used.Remove(type);
        return used;
    }

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Everything).SelectMany(WithNested).Prepend(type);

    private static void NoteMethod(HashSet<Type> used, MethodBase method)
    {
        if (method is MethodInfo { ReturnType: var answer }) Note(used, answer);
        foreach (var parameter in method.GetParameters()) Note(used, parameter.ParameterType);
        if (method.GetMethodBody() is not { } body) return;
        foreach (var local in body.LocalVariables) Note(used, local.LocalType);
        foreach (var token in Tokens(body.GetILAsByteArray()!)) NoteMember(used, Resolve(method, token));
    }

    private static void NoteMember(HashSet<Type> used, MemberInfo? member)
    {
        Note(used, member as Type ?? member?.DeclaringType);
        if (member is MethodInfo { IsGenericMethod: true } generic) foreach (var argument in generic.GetGenericArguments()) Note(used, argument);
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var types = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, types, arguments);
    }

    private static void Note(HashSet<Type> used, Type? type)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType)
        {
            Note(used, type.GetElementType());
            return;
        }
        // An id names a thing without knowing it: a participant may say which invitation it came by.
        var isId = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Usher.Data.Id<>);
        if (!isId) foreach (var argument in type.GetGenericArguments()) Note(used, argument);
        while (type.DeclaringType is { } outer) type = outer;
        used.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }

    /// <summary>The types, methods and fields that a method's code names (ECMA-335, partition III).</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            var instruction = OpCodes[value];
            at += instruction.Size;
            if (instruction.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return BitConverter.ToInt32(code, at);
            at += Length(instruction.OperandType, code, at);
        }
    }

    private static int Length(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };
}
