// Bundles every *.test.ts and gives it to node's test runner, so that tests import the sources just as the pages do.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const tests = readdirSync(here, { recursive: true }).filter(
  (path) => path.endsWith(".test.ts") && !path.startsWith("node_modules"),
);
const out = mkdtempSync(join(tmpdir(), "usher-web-tests-"));
await build({
  absWorkingDir: here,
  entryPoints: tests,
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { ICONS: JSON.stringify("") },
});
const bundles = readdirSync(out, { recursive: true }).filter((path) => path.endsWith(".test.mjs"));
// What browsers have everywhere, Node.js 18 has on demand.
const options = globalThis.crypto ? "" : "--experimental-global-webcrypto";
const run = spawnSync(process.execPath, ["--test", ...bundles], {
  cwd: out,
  stdio: "inherit",
  env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} ${options}`.trim() },
});
rmSync(out, { recursive: true });
process.exitCode = run.status ?? 1;
