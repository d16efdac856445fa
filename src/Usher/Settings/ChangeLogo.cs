using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Web;

namespace Usher.Settings;

/// <summary>An image of the site's own, known by the hash of its bytes, so that it never changes under its address.</summary>
public sealed class SiteImage
{
    /// <summary>The first 32 hexadecimal digits of its SHA-256.</summary>
    public required string Name { get; init; }

    public required string ContentType { get; init; }
    public required byte[] Bytes { get; init; }
}

internal sealed class SiteImageTable : IEntityTypeConfiguration<SiteImage>
{
    public void Configure(EntityTypeBuilder<SiteImage> builder)
    {
        builder.ToTable("SiteImages").HasKey(image => image.Name);
        builder.Property(image => image.Name).HasMaxLength(ChangeLogo.NameLength);
        builder.Property(image => image.ContentType).HasMaxLength(40);
    }
}

/// <summary>Refusals about the site's look.</summary>
public static class ThemingProblems
{
    public static readonly Problem NotAnImage = new("theming.not-an-image", 422, "A logo is a PNG, JPEG, GIF, WebP or AVIF image.");
    public static readonly Problem TooLarge = new("theming.logo-too-large", 413, "That image is too large: a logo may have 256 KB.");
}

/// <summary>Takes in an image to be the site's logo. It is not in use before the setting names it.</summary>
public sealed class ChangeLogo(WriteDoor door)
{
    public const int Largest = 256 * 1024;
    public const int NameLength = 32;

    /// <returns>Its name, for the setting.</returns>
    public async Task<Outcome<string>> Keep(byte[] bytes, CancellationToken cancel = default)
    {
        if (bytes.Length > Largest) return ThemingProblems.TooLarge;
        if (Images.TypeOf(bytes) is not { } type) return ThemingProblems.NotAnImage;
        var image = new SiteImage { Name = Convert.ToHexStringLower(SHA256.HashData(bytes))[..NameLength], ContentType = type, Bytes = bytes };
        try
        {
            await door.Write(async db =>
            {
                if (!await db.Set<SiteImage>().AnyAsync(same => same.Name == image.Name, cancel)) db.Add(image);
            }, cancel);
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // The same bytes, kept by somebody else in the same moment.
        }
        return image.Name;
    }
}
