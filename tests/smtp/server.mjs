// A real SMTP server for tests: it tells its port and every mail it is given as lines of JSON, and does what lines of its input say.
//   node server.mjs '{"tls":"none|starttls|implicit","key":"PEM","cert":"PEM","user":"…","password":"…","eightBit":true}'
//   {"do":"accept"} · {"do":"refuse","code":550,"words":"…"} · {"do":"hang"} · {"do":"drop"}
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { SMTPServer } = require("smtp-server");

const options = JSON.parse(process.argv[2] ?? "{}");
let script = { do: "accept" };
let taken = 0;

const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const refusal = () => Object.assign(new Error(script.words), { responseCode: script.code });

const server = new SMTPServer({
  secure: options.tls === "implicit",
  hideSTARTTLS: options.tls !== "starttls",
  hide8BITMIME: options.eightBit === false,
  authOptional: !options.user,
  allowInsecureAuth: true,
  key: options.key,
  cert: options.cert,
  disableReverseLookup: true,
  onAuth: ({ username, password }, session, answer) =>
    username === options.user && password === options.password
      ? answer(null, { user: username })
      : answer(Object.assign(new Error("5.7.8 Authentication credentials invalid"), { responseCode: 535 })),
  onRcptTo: (address, session, answer) => (script.do === "refuse" ? answer(refusal()) : answer()),
  onData(stream, session, answer) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      if (script.do === "hang") return;
      tell({
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((to) => to.address),
        secure: session.secure,
        user: session.user ?? null,
        connection: session.id,
        raw: Buffer.concat(parts).toString("base64"),
      });
      if (script.do === "drop") [...server.connections].find((one) => one.session === session)?._socket.destroy();
      else answer(null, `2.0.0 Ok: queued as NORTHFIELD${++taken}`);
    });
  },
});
// Clients that break off are what the tests are about.
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => tell({ port: server.server.address().port }));

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  script = JSON.parse(line);
  tell({ did: script.do });
});
// Whoever started it is gone, however that came about.
lines.on("close", () => process.exit());
