using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Usher.Data;

/// <summary>
/// The id of one <typeparamref name="T"/>: a UUID of version 7 (RFC 9562), so that ids sort by the time they were made.
/// Outside it is an opaque string of 26 lower-case Crockford base 32 characters. It is no secret and grants nothing.
/// </summary>
[TypeConverter(typeof(IdTypeConverter))]
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct Id<T>(Guid Value) : IParsable<Id<T>>, IComparable<Id<T>>, IId
{
    public static Id<T> New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public static Id<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("Not an id.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        Span<byte> bytes = stackalloc byte[16];
        var known = s is { Length: 26 } && Base32.TryRead(s, bytes);
        result = known ? new(new Guid(bytes, bigEndian: true)) : default;
        return known;
    }

    /// <summary>By the time they were made.</summary>
    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    public static bool operator <(Id<T> one, Id<T> other) => one.CompareTo(other) < 0;

    public static bool operator >(Id<T> one, Id<T> other) => one.CompareTo(other) > 0;

    public static bool operator <=(Id<T> one, Id<T> other) => one.CompareTo(other) <= 0;

    public static bool operator >=(Id<T> one, Id<T> other) => one.CompareTo(other) >= 0;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base32.Write(bytes);
    }
}

/// <summary>Any <see cref="Id{T}"/>, for code that handles ids of all kinds alike, such as storage and JSON.</summary>
public interface IId
{
    Guid Value { get; }
}

/// <summary>Ids as strings where a framework converts by <see cref="TypeDescriptor"/>: Identity's stores.</summary>
public sealed class IdTypeConverter(Type type) : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
    {
        Span<byte> bytes = stackalloc byte[16];
        return Base32.TryRead((string)value, bytes)
            ? Activator.CreateInstance(type, new Guid(bytes, bigEndian: true))
            : throw new FormatException("Not an id.");
    }
}

internal sealed class IdJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(IId));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(IdJsonConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class IdJsonConverter<T> : JsonConverter<Id<T>>
{
    public override Id<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Id<T>.TryParse(reader.GetString(), null, out var id)
            ? id
            : throw new JsonException("Not an id.");

    public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public override Id<T> ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Id<T>.Parse(reader.GetString()!, null);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
