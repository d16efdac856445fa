using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Tests.Fixtures;

/// <summary>Gives people of the cast an account on a site, and has them sign in.</summary>
public static class People
{
    public static async Task<AccountId> Enroll(this UsherSite site, Person person, SiteRole role = SiteRole.Member)
    {
        var wanted = new NewAccount(person.Email, person.FirstName, person.LastName, role, Person.Password);
        return (await site.Services.GetRequiredService<CreateAccount>().Create(wanted, by: null)).Value.Id;
    }

    public static async Task<GroupId> Group(this UsherSite site, string name, IEnumerable<AccountId> members)
    {
        var groups = site.Services.GetRequiredService<ChangeGroups>();
        var admin = new Actor(new(default, "A", "Person", "a@person.example", SiteRole.Admin, null), site.Services.GetRequiredService<TimeProvider>().Now(), null);
        var made = (await groups.Create(name, admin)).Value;
        foreach (var member in members) Assert.Null((await groups.Add(made, member, admin)).Problem);
        return made;
    }

    /// <summary>Through the page, as people do.</summary>
    public static async Task<Page> SignIn(this Visitor visitor, Person person, string password = Person.Password, string onTo = "/account")
    {
        var page = await visitor.Open($"/sign-in?return={Uri.EscapeDataString(onTo)}");
        return await visitor.Submit(page, "form.card", ("email", person.Email), ("password", password));
    }

    /// <summary>A new personal token of this person.</summary>
    public static async Task<string> Token(this UsherSite site, AccountId account, params string[] scopes)
    {
        var actor = new Actor(new(account, "A", "Person", "a@person.example", SiteRole.Admin, null), DateTimeOffset.UnixEpoch, null);
        return (await site.Services.GetRequiredService<CreateToken>().Create(new("Test", scopes), actor)).Value.Secret;
    }

    public static async Task<JsonElement> Json(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>The code of the problem that was answered; null for anything else.</summary>
    public static async Task<string?> Problem(this HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? (await answer.Json()).GetProperty("code").GetString() : null;
}
