var app = Usher.Site.Build(args);
await app.RunAsync();
