await using var app = Usher.Site.Build(args);
await Usher.Site.Prepare(app);
await app.RunAsync();
