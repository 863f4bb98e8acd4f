// Writes src/print/page/assets.ts, the program and the style of pages, bundled and minified, unless it is newer than
// its sources. What is bundled keeps its licences.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { licencesOf } from "../../licences.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const core = join(here, "..");
const target = join(core, "src/print/page/assets.ts");
/** What else of the core the page is made of. */
const shared = ["print/timeTicks.ts", "print/units.ts", "print/valueAxis.ts", "time/format.ts", "time/zone.ts"];
const sources = [
  ...readdirSync(here).map((file) => join(here, file)),
  ...shared.map((file) => join(core, "src", file)),
  join(core, "../../package-lock.json"),
];

async function bundled() {
  const build = await rolldown({
    input: join(here, "main.ts"),
    platform: "browser",
    resolve: { conditionNames: ["@flowlogs/source", "import", "default"] },
    logLevel: "warn",
  });
  const { output } = await build.generate({ format: "iife", minify: true, comments: { legal: false } });
  await build.close();
  const [{ code, moduleIds }] = output;
  const licences = licencesOf(moduleIds).replaceAll("*/", "* /");
  // Neither may end the element that it is in.
  return `/*! Contains:\n\n${licences}\n*/\n${code.trim().replaceAll("</script", String.raw`<\/script`)}`;
}

/** The style sheet with neither comments nor blanks that mean nothing. */
function styles() {
  const text = [createRequire(import.meta.url).resolve("uplot/dist/uPlot.min.css"), join(here, "page.css")]
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  return text
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .trim();
}

function hash(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function isFresh() {
  return existsSync(target) && sources.every((file) => statSync(file).mtimeMs < statSync(target).mtimeMs);
}

if (!isFresh()) {
  const [script, style] = [await bundled(), styles()];
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  const text = Object.entries({ policy, script, style }).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`,
  );
  writeFileSync(target, `// Written by packages/core/page/build.mjs.\n${text.join("")}`);
}
