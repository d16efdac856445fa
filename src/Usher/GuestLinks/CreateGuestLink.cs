using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>A host makes a guest link.</summary>
public sealed class CreateGuestLink(WriteDoor door, SiteSettings settings, GuestLinkTokens tokens)
{
    public async Task<Outcome<GuestLinkId>> Create(RoomId room, GuestLinkRequest request, Actor by)
    {
        var site = await settings.Invitations();
        if (!site.GuestAccess) return GuestLinkProblems.SiteOff;
        if (request.Check(site) is { } wrong) return wrong;
        return await door.Write<Outcome<GuestLinkId>>(async db =>
        {
            // Held, so that of two who make the last one that the site allows, one does.
            if (!await db.HoldRoomToInvite(room, by)) return InvitationProblems.MayNotInvite;
            if (await db.GuestLinks.CountAsync(link => link.RoomId == room && link.DeletedAt == null) >= site.GuestLinksMax) return GuestLinkProblems.TooMany;
            var (id, token) = (GuestLinkId.New(by.At), Secret.New());
            db.Add(new GuestLink
            {
                Id = id,
                RoomId = room,
                Name = request.Name!.Trim(),
                TokenHash = Secret.Hash(token),
                SealedToken = tokens.Seal(token),
                MaxUses = request.MaxUses,
                ExpiresAt = request.LifetimeMinutes is { } minutes ? by.At.AddMinutes(minutes) : null,
                KeptById = by.Id,
                CreatedAt = by.At,
            });
            db.Add(by.Did("guest-link.created", id, request.Name.Trim()));
            return id;
        });
    }
}
