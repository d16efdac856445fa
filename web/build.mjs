// Bundles the pages' scripts and styles into dist/: content-hashed names, compressed beside, and manifest.json from plain to hashed name.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const dist = new URL("dist/", import.meta.url);
const iconNames = JSON.parse(readFileSync(new URL("icons.json", import.meta.url), "utf8"));
const manifest = {};

function emit(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}-${hash}${extension}`;
  writeFileSync(new URL(hashed, dist), content);
  writeFileSync(
    new URL(`${hashed}.br`, dist),
    brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  );
  writeFileSync(new URL(`${hashed}.gz`, dist), gzipSync(content, { level: 9 }));
  manifest[name] = hashed;
  return hashed;
}

/** One SVG with a symbol for each icon in icons.json, so that a page fetches them once and only the used ones exist. */
function sprite() {
  const symbols = iconNames.map((name) => {
    const source = new URL(`node_modules/lucide-static/icons/${name}.svg`, import.meta.url);
    const shapes = /<svg[^>]*>(.*)<\/svg>/s.exec(readFileSync(source, "utf8"))[1];
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const icons = emit("icons.svg", sprite());

const bundles = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: [
    "pages/pages.ts",
    "pages/invitation.ts",
    "pages/lti.ts",
    "live/live.tsx",
    "pages/site.css",
    "live/live.css",
  ],
  outdir: "dist",
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { ICONS: JSON.stringify(`/assets/${icons}`) },
  legalComments: "none",
  write: false,
  metafile: true,
  logLevel: "warning",
});
for (const file of bundles.outputFiles) emit(basename(file.path), file.contents);

/** The texts that each bundle of scripts asks for by t("…"), so that a page in another language carries those translations and no more. */
const words = Object.fromEntries(
  Object.values(bundles.metafile.outputs)
    .filter((output) => output.entryPoint?.match(/\.tsx?$/))
    .map((output) => [
      `${basename(output.entryPoint).replace(/\.tsx?$/, "")}.js`,
      [...new Set(Object.keys(output.inputs).flatMap(textsIn))].sort(),
    ]),
);

function textsIn(path) {
  if (!/^(pages|live|shared)\//.test(path)) return [];
  const source = readFileSync(new URL(path, import.meta.url), "utf8");
  return [...source.matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/g)].map((match) => JSON.parse(match[1]));
}

writeFileSync(new URL("words.json", dist), JSON.stringify(words));
writeFileSync(new URL("icons.json", dist), JSON.stringify(iconNames));
// Written last: its time is what the .NET build looks at.
writeFileSync(new URL("manifest.json", dist), JSON.stringify(manifest, null, 2));
