using Microsoft.EntityFrameworkCore;
using Usher.Settings;

namespace Usher.EmailTemplates;

/// <summary>The mails that admins word.</summary>
public static class EmailTemplatesModule
{
    public static IServiceCollection AddEmailTemplates(this IServiceCollection services) =>
        services.AddSingleton(Choices).AddSingleton<SaveTemplate>().AddSingleton<TryTemplate>().AddSingleton<ChosenTemplate>();

    /// <summary>What invitations may use, for the settings' own page.</summary>
    private static OptionsOfSetting Choices { get; } = new("invitations", "inviteEmailTemplate", async (db, cancel) =>
    [
        new("", "None: mails are not offered"), new(InvitationSettings.BuiltInTemplate, "The built-in one"),
        .. await db.EmailTemplates.Where(template => template.Kind == "invitation").OrderBy(template => template.Name)
            .Select(template => new SettingOption(template.Id.ToString(), template.Name, true)).ToListAsync(cancel),
    ]);

    public static void MapEmailTemplates(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapTemplatePages();
        api.MapTemplateCalls();
    }
}
