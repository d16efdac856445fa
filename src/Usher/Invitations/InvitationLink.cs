using Usher.Web;

namespace Usher.Invitations;

/// <summary>The link of an invitation: built from the configured public address alone, and short enough that no mail program breaks it.</summary>
public static class InvitationLink
{
    public static string Of(PublicAddress site, string token) => site.UrlOf($"/i/{token}");
}
