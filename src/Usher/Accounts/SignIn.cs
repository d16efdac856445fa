using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>A person's login in one browser. The cookie only names it, so that signing out is final, also for a cookie that was copied.</summary>
public sealed class SignIn
{
    public required SignInId Id { get; init; }
    public required AccountId AccountId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>By the person, from here or from another browser, or with a change of password.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The network address it was made from.</summary>
    public string? From { get; init; }

    /// <summary>
    /// For a sign-in that is a launch: the origins, separated by spaces, of the learning platform that may show it this site's pages in a
    /// frame. Null for people who signed in here.
    /// </summary>
    public string? FrameOrigins { get; init; }

    /// <summary>The platform that a launch came from.</summary>
    public LtiRegistrationId? LaunchedFrom { get; init; }

    /// <summary>The OpenID Provider that said who they are; null for a password or passkey of this site's.</summary>
    public OpenIdProviderId? ProviderId { get; init; }

    /// <summary>Such as "Firefox on Android".</summary>
    public required string Browser { get; init; }
}

/// <summary>
/// The sign-ins that count, as far as those know who vouched for them: a part of the query that reads one. Accounts know no platforms, and
/// must not take a launch for good whose platform is turned off.
/// </summary>
public delegate IQueryable<SignIn> VouchedSignIns(UsherDb db);

internal sealed class SignInTable : IEntityTypeConfiguration<SignIn>
{
    public void Configure(EntityTypeBuilder<SignIn> builder)
    {
        builder.ToTable("SignIns").HasOne<Account>().WithMany().HasForeignKey(signIn => signIn.AccountId);
        builder.Property(signIn => signIn.FrameOrigins).HasMaxLength(2000);
        // Live connections look every second for what has ended.
        builder.HasIndex(signIn => signIn.EndedAt);
        builder.Property(signIn => signIn.From).HasMaxLength(45);
        builder.Property(signIn => signIn.Browser).HasMaxLength(120);
    }
}
