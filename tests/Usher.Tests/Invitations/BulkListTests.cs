using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Tests.Invitations;

/// <summary>What people paste when they mean several, read as they mean it.</summary>
public sealed class BulkListTests
{
    [Theory]
    [InlineData("ben@tidewright.example,Ben,Okafor,speaker")]
    [InlineData("ben@tidewright.example;Ben;Okafor;speaker")]
    [InlineData("ben@tidewright.example\tBen\tOkafor\tSpeaker")]
    [InlineData("\uFEFFEmail,First name,Last name,Type\r\nben@tidewright.example,Ben,Okafor,speaker\r\n")]
    [InlineData("Type;Surname;Given name;Seat;E-Mail\nspeaker;Okafor;Ben;12;ben@tidewright.example")]
    [InlineData("name,email,role\n\"Okafor, Ben\",ben@tidewright.example,SPEAKER")]
    [InlineData(" \"ben@tidewright.example\" , \"Ben\" , Okafor , speaker ,,, ")]
    public void One_person_written_in_many_ways(string text)
    {
        var entry = Assert.Single(BulkList.Read(text));
        Assert.Equal(("ben@tidewright.example", "Ben", "Okafor", Role.Speaker), (entry.Email, entry.FirstName, entry.LastName, entry.Role!.Value));
    }

    [Fact]
    public void Lines_of_a_mail_program_and_a_table_stand_side_by_side_and_keep_their_lines()
    {
        var entries = BulkList.Read("""
            Ben Okafor <ben@tidewright.example>
            "Voss, Dana" <dana@harbour.example>,

            cy@northfield.example, Cy, Marsh, moderator
            Elif Su Yılmaz <elif@harbour.example>; Femi <femi@harbour.example>
            """);
        Assert.Equal(
            [(1, "Ben", "Okafor"), (2, "Dana", "Voss"), (4, "Cy", "Marsh"), (5, "Elif Su", "Yılmaz"), (5, "Femi", "")],
            entries.Select(entry => (entry.Line, entry.FirstName, entry.LastName)));
        Assert.Equal(Role.Moderator, entries[2].Role);
    }

    [Theory]
    [InlineData("a@x.example\nb@x.example\nc@x.example")]
    [InlineData("a@x.example, b@x.example, c@x.example")]
    [InlineData("a@x.example;b@x.example;c@x.example;")]
    public void Bare_addresses_are_a_person_each(string text) =>
        Assert.Equal(["a@x.example", "b@x.example", "c@x.example"], BulkList.Read(text).Select(entry => entry.Email));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n , ,, \n")]
    [InlineData("email,first name,last name,type")]
    public void Nothing_is_nobody(string text) => Assert.Empty(BulkList.Read(text));

    [Fact]
    public void A_word_that_is_no_type_is_not_taken_for_a_Viewer() =>
        Assert.Equal([Role.Guest, Role.Guest, null], BulkList.Read("a@x.example,A,B,chief\nb@x.example,A,B,2\nc@x.example,A,B").Select(entry => entry.Role));

    [Fact]
    public void Whatever_is_pasted_is_read_without_a_fault() =>
        CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.OneOfConst([.. "a@<>\",;\t\n\r '=b.\uFEFF\0é"]), 0, 60], text => { BulkList.Read(text); }, iter: 5000);
}
