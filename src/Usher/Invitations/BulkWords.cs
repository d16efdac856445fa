namespace Usher.Invitations;

/// <summary>Verdicts on the rows of a list in English: the keys of their translations.</summary>
public static class BulkWords
{
    public static string Label(BulkVerdict verdict) => verdict switch
    {
        BulkVerdict.Good => "Good",
        BulkVerdict.Issued => "Invited",
        BulkVerdict.Exists => "Invited already",
        BulkVerdict.MalformedAddress => "Not an address",
        BulkVerdict.MissingName => "Name missing",
        BulkVerdict.Duplicate => "Twice in the list",
        BulkVerdict.DomainBlocked => "Domain not allowed",
        BulkVerdict.Quota => "Over this hour's quota",
        BulkVerdict.Refused => "Needs another look",
    };

    public static string Chip(BulkVerdict verdict) => verdict switch
    {
        BulkVerdict.Good or BulkVerdict.Issued => "chip good",
        BulkVerdict.Exists or BulkVerdict.Duplicate => "chip",
        BulkVerdict.MalformedAddress or BulkVerdict.MissingName or BulkVerdict.DomainBlocked or BulkVerdict.Quota or BulkVerdict.Refused => "chip bad",
    };
}
