using Usher.Settings;

namespace Usher.Invitations;

/// <summary>How long a host may let a link work from now on: the choices of every form that asks.</summary>
internal static class Lifetimes
{
    private static readonly (int Minutes, string Words)[] All =
        [(60, "In an hour"), (24 * 60, "In a day"), (7 * 24 * 60, "In a week"), (30 * 24 * 60, "In 30 days"), (90 * 24 * 60, "In 90 days")];

    public static IEnumerable<(int Minutes, string Words)> Within(InvitationSettings site) => All.Where(one => one.Minutes <= site.LinkLifetimeMax);
}
