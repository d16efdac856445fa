using Usher.Accounts;

namespace Usher.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ben@tidewright.example", "ben@tidewright.example")]
    [InlineData(" Ben.Okafor@TideWright.Example ", "ben.okafor@tidewright.example")]
    [InlineData("ben+talk@tidewright.example", "ben+talk@tidewright.example")]
    [InlineData("ben@bücher.example", "ben@xn--bcher-kva.example")]
    [InlineData("ben@BÜCHER.example", "ben@xn--bcher-kva.example")]
    [InlineData("ben@xn--bcher-kva.example", "ben@xn--bcher-kva.example")]
    [InlineData("dırk@tidewright.example", "dırk@tidewright.example")]
    public void Addresses_are_compared_in_one_form(string typed, string key) => Assert.Equal(key, EmailAddress.Parse(typed)?.Key);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ben")]
    [InlineData("ben@")]
    [InlineData("@tidewright.example")]
    [InlineData("ben@tidewright")]
    [InlineData("ben@tidewright.example.")]
    [InlineData("ben@tide wright.example")]
    [InlineData("ben@tidewright..example")]
    [InlineData("Ben Okafor <ben@tidewright.example>")]
    [InlineData("ben@tidewright.example, cy@tidewright.example")]
    [InlineData("ben@tidewright.example\r\nBcc: all@tidewright.example")]
    [InlineData("ben@\u212Aelvin.example")]
    [InlineData("ben@[127.0.0.1]")]
    [InlineData("\"ben okafor\"@tidewright.example")]
    public void What_is_not_one_plain_address_is_none(string? typed) => Assert.Null(EmailAddress.Parse(typed));

    [Fact]
    public void What_looks_alike_is_not_the_same()
    {
        Assert.NotEqual(EmailAddress.Parse("dirk@tidewright.example")!.Key, EmailAddress.Parse("dırk@tidewright.example")!.Key);
        Assert.NotEqual(EmailAddress.Parse("kim@tidewright.example")!.Key, EmailAddress.Parse("\u212Aim@tidewright.example")!.Key);
    }
}
