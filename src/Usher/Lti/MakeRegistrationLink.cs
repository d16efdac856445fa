using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Lti;

/// <summary>Makes the one address that the admin of a learning platform pastes there to register it.</summary>
public sealed class MakeRegistrationLink(WriteDoor door, PublicAddress site)
{
    public const string Path = "/lti/register/";
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public async Task<RegistrationLinkView> Make(Actor by)
    {
        var secret = Secret.New();
        var link = new LtiRegistrationLink { Hash = Secret.Hash(secret), MadeById = by.Id, MadeAt = by.At, ExpiresAt = by.At + Life };
        await door.Write(db =>
        {
            db.AddRange(link, by.Did("lti-registration-link.made", "link"));
            return Task.CompletedTask;
        });
        return new(site.UrlOf(Path + secret), link.ExpiresAt);
    }
}
