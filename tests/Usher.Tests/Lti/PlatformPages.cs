using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Usher.Tests.Lti;

/// <summary>The platform's own pages, as a browser sees them.</summary>
internal static class PlatformPages
{
    /// <summary>The answer of the login: a form that sends itself (OAuth 2.0 Form Post Response Mode).</summary>
    public static string FormPost(string to, string token, string state) => $"""
        <!doctype html><title>Login</title><form method="post" action="{Text(to)}"><input type="hidden" name="id_token" value="{Text(token)}">
        <input type="hidden" name="state" value="{Text(state)}"></form><script>document.forms[0].submit()</script>
        """;

    /// <summary>A course page with the tool in a frame, whose login is begun by a form of the page; and the frames' storage.</summary>
    public static string Course(Platform platform, string launch, IQueryCollection login)
    {
        var fields = string.Concat(login.Select(one => $"""<input type="hidden" name="{Text(one.Key)}" value="{Text(one.Value.ToString())}">"""));
        var allow = login.ContainsKey("allow_devices") ? "camera *; microphone *; display-capture *" : "";
        var size = launch == "dialog" ? "width: 800px; height: 600px" : "width: 100%; height: 900px";
        // Canvas keeps things in a frame beside the tool's, which is of the login's origin, and says so.
        var beside = platform.Habits.StorageFrame is { Length: > 0 } frame and not "_parent" ? frame : null;
        var storage = beside is null ? Keeper(platform) : $"""<iframe name="{beside}" title="Storage" src="/{beside}" hidden></iframe>""";
        return $$"""
            <!doctype html><html lang="en"><title>Oceanography</title><h1>Oceanography</h1>
            <iframe name="tool" title="Tool" style="{{size}}" allow="{{allow}}"></iframe>
            <form method="{{(platform.Habits.ByPost ? "post" : "get")}}" action="{{new Uri(platform.Tool, "/lti/login")}}" target="tool">{{fields}}</form>
            <script>
            const prefix = {{JsonSerializer.Serialize(platform.Habits.StoragePrefix ?? "")}};
            const frame = {{JsonSerializer.Serialize(beside)}} ?? undefined;
            window.asked = [];
            if (prefix) addEventListener("message", ({ data, source }) => {
              window.asked.push(data?.subject);
              if (data?.subject !== prefix + "capabilities") return;
              const supported_messages = ["capabilities", "put_data", "get_data"].map(name => ({ subject: prefix + name, frame: name === "capabilities" ? undefined : frame }));
              source.postMessage({ subject: data.subject + ".response", message_id: data.message_id, supported_messages }, "*");
            });
            </script>
            {{storage}}
            <script>addEventListener("load", () => document.forms[0].submit());</script>
            """;
    }

    /// <summary>The frame that keeps things for tools, where it is one of its own.</summary>
    public static string Storage(Platform platform) => $"<!doctype html><title>Storage</title>{Keeper(platform)}";

    private static string Keeper(Platform platform) => $$"""
        <script>
        {
          const prefix = {{JsonSerializer.Serialize(platform.Habits.StoragePrefix ?? "")}};
          const kept = {};
          if (prefix) addEventListener("message", ({ data, origin, source }) => {
            const { subject, message_id, key, value } = data ?? {};
            const say = message => source.postMessage({ subject: subject + ".response", message_id, ...message }, origin);
            if (window !== parent) parent.asked.push(subject);
            if (subject === prefix + "put_data") { (kept[origin] ??= {})[key] = value; say({ key, value }); }
            if (subject === prefix + "get_data") say({ key, value: kept[origin]?.[key] });
          });
        }
        </script>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
