// Puts each command into a few files under its dist/bin: Node takes longer to find and load sixty small modules than to
// start (measured: 30 ms against 12 ms). What a run seldom needs, such as the help, stays in files of its own.
// `--debug`: from the sources, readable, with source maps. With names, those commands only.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { commandNames, UMBRELLA } from "../commands.mjs";

const packages = fileURLToPath(new URL("..", import.meta.url));
const isDebug = process.argv.includes("--debug");

/** Loaded by require when the first pattern is opened, from beside the bundle: only the core depends on it. */
const RE2 = "re2js";
const besideBundle = {
  name: "re2 beside the bundle",
  transform: (code, id) =>
    /regex\/engines\.[jt]s$/.test(id) ? { code: code.replace(`"${RE2}"`, `"./${RE2}.cjs"`), map: null } : undefined,
};

/** Programs of threads, which those who start them look for beside themselves. */
const THREADS = ["sources/dist/threads/thread.js", "formats/dist/compression/background/inflater.js"];

/** A debug build begins at the sources, so that its source maps lead there. */
const inputOf = (file) => packages + (isDebug ? file.replace("/dist/", "/src/").replace(/\.js$/, ".ts") : file);

/** What a library loads only to write a format that nobody here asks for. */
const FORMATS = ["protobufjs/minimal"];

/**
 * What most of a command's files share, in one file and not in thirty (measured: 6 ms of a start of flowlogs-read); but not the
 * clients of AWS, which few runs need.
 */
const sharedBy = (minShareCount) => ({
  groups: [{ name: "shared", test: /packages\/(?!aws\/)[^/]+\/(dist|src)\//, minShareCount }],
});

async function bundle(command) {
  const { dependencies = {} } = JSON.parse(readFileSync(`${packages}${command}/package.json`, "utf8"));
  const threads = "@flowlogs/sources" in dependencies ? THREADS : [];
  const build = await rolldown({
    input: ["cli/dist/compileCache.js", `${command}/dist/main.js`, ...threads].map(inputOf),
    // A debug build begins at the sources, in which AWS's clients are not bundled.
    external: [/^@(aws-sdk|smithy)\//, ...FORMATS],
    platform: "node",
    ...(isDebug ? { resolve: { conditionNames: ["@flowlogs/source", "node", "import", "default"] } } : {}),
    logLevel: "warn",
    // What is shared is in one file, also what one of its users would load later.
    checks: { ineffectiveDynamicImport: false },
    plugins: [besideBundle],
    // Only its parser is used, and not what it loads to print help in the user's language.
    treeshake: { moduleSideEffects: [{ test: /node_modules\/(yargs|y18n|cliui)\//, sideEffects: false }] },
  });
  await build.write({
    dir: `${packages}${command}/dist/bin`,
    format: "esm",
    minify: !isDebug,
    sourcemap: isDebug,
    cleanDir: true,
    codeSplitting: sharedBy(threads.length > 0 ? 3 : 6),
  });
  await build.close();
  const re2 = await rolldown({ input: RE2, cwd: `${packages}core`, platform: "node" });
  await re2.write({ file: `${packages}${command}/dist/bin/${RE2}.cjs`, format: "cjs", minify: true });
  await re2.close();
}

/** `flowlogs` itself, in the package that installs all commands: it depends on nothing else. */
async function bundleFront() {
  const input = inputOf("cli/dist/front.js");
  const build = await rolldown({ input, platform: "node", logLevel: "warn" });
  await build.write({
    file: `${packages}${UMBRELLA}/dist/front.js`,
    format: "esm",
    codeSplitting: false,
    minify: !isDebug,
    sourcemap: isDebug,
  });
  await build.close();
}

const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
await Promise.all((named.length > 0 ? named : commandNames()).map(bundle));
if (named.length === 0) await bundleFront();
