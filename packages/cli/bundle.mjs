// Puts each command into a few files under its dist/bin: Node takes longer to find and load sixty small modules than to
// start (measured: 30 ms against 12 ms). What a run seldom needs, such as the help, stays in files of its own. They are
// CommonJS, which starts 8 ms sooner than modules do (measured on Node 20).
// `--debug`: from the sources, readable, with source maps. With names, those commands only.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { commandNames, UMBRELLA } from "../commands.mjs";
import { modulesOf, NOTICE, noticeOf } from "../licences.mjs";
import { COMMON_JS, earlyOf, FORMATS, readsSources, threadsOf, TREESHAKE } from "./parts.mjs";

const packages = fileURLToPath(new URL("..", import.meta.url));
const isDebug = process.argv.includes("--debug");

/** Loaded by require when the first pattern is opened, from beside the bundle: only the core depends on it. */
const RE2 = "re2js";
const besideBundle = {
  name: "re2 beside the bundle",
  transform: (code, id) =>
    /regex\/engines\.[jt]s$/.test(id) ? { code: code.replace(`"${RE2}"`, `"./${RE2}.cjs"`), map: null } : undefined,
};

/** A debug build begins at the sources, so that its source maps lead there. */
const inputOf = (file) => packages + (isDebug ? file.replace("/dist/", "/src/").replace(/\.js$/, ".ts") : file);

/** What reads and compiles expressions: much of what a start would load, and needed when the first expression comes. */
const EXPRESSIONS = "expressions";
const readsExpressions =
  /core\/(dist|src)\/(expression|aggregate|regex)\/(?!adoptedNames|delimiters|key\b|parse\/optionKinds)/;
const requireExpressions = /(?<=^(?:const|let) \w+ = )require\("\.\/expressions-[^"]+"\)(?=;$)/m;
const expressionsLater = {
  name: "expressions when the first one comes",
  renderChunk: (code, { name }) =>
    name === START
      ? { code: code.replace(requireExpressions, "new Proxy({}, { get: (_, name) => $&[name] })"), map: null }
      : undefined,
};

/**
 * What every run needs, in one file: each further file of a start costs Node 1 to 2 ms (measured). In another are those modules
 * that most of a command's other files share; but not the clients of AWS and other engines, which few runs need.
 */
const START = "start";
const sharedBy = (entry, minShareCount) => ({
  includeDependenciesRecursively: false,
  groups: [
    { name: startOf(entry), debugName: START, priority: 2 },
    // Not beside clients of AWS that also use it: loading those opens standard input, which makes a pipe non-blocking for all.
    { name: "base", test: /packages\/base\/(dist|src)\//, priority: 1 },
    { name: "shared", test: /packages\/(?!aws\/|engines\/)[^/]+\/(dist|src)\//, minShareCount },
  ],
});

/** Names the files of the modules that `entry` imports. Not itself: it waits for the run, and others import these modules. */
function startOf(entry) {
  let needed;
  return (id, context) => {
    needed ??= neededBy(entry, context);
    if (!needed.has(id)) return undefined;
    return readsExpressions.test(id) ? EXPRESSIONS : START;
  };
}

function neededBy(entry, context) {
  const needed = new Set(context.getModuleInfo(entry)?.importedIds);
  for (const id of needed) for (const next of context.getModuleInfo(id)?.importedIds ?? []) needed.add(next);
  return needed;
}

async function bundle(command) {
  const threads = threadsOf(command);
  const main = `${command}/dist/main.js`;
  const build = await rolldown({
    input: ["cli/dist/compileCache.js", ...earlyOf(command), main, ...threads].map(inputOf),
    // Nobody imports the programs for what they export.
    preserveEntrySignatures: false,
    // A debug build begins at the sources, in which AWS's clients are not bundled.
    external: [/^@(aws-sdk|smithy)\//, /^@(duckdb|clickhouse)\//, ...FORMATS],
    platform: "node",
    ...(isDebug ? { resolve: { conditionNames: ["@flowlogs/source", "node", "import", "default"] } } : {}),
    logLevel: "warn",
    // What is shared is in one file, also what one of its users would load later.
    checks: { ineffectiveDynamicImport: false },
    plugins: [besideBundle, expressionsLater],
    treeshake: TREESHAKE,
  });
  const bin = `${packages}${command}/dist/bin`;
  const { output } = await build.write({
    dir: bin,
    format: "cjs",
    minify: !isDebug,
    sourcemap: isDebug,
    cleanDir: true,
    codeSplitting: sharedBy(inputOf(main), readsSources(command) ? 3 : 6),
  });
  await build.close();
  const re2 = await rolldown({ input: RE2, cwd: `${packages}core`, platform: "node" });
  const beside = await re2.write({ file: `${bin}/${RE2}.cjs`, format: "cjs", minify: true });
  await re2.close();
  writeFileSync(`${bin}/${NOTICE}`, noticeOf(modulesOf([...output, ...beside.output])));
  writeFileSync(`${bin}/package.json`, COMMON_JS);
}

/** `flowlogs` itself, in the package that installs all commands: it depends on nothing else. */
async function bundleFront() {
  const input = inputOf("cli/dist/front.js");
  const build = await rolldown({ input, platform: "node", logLevel: "warn" });
  const dist = `${packages}${UMBRELLA}/dist`;
  const { output } = await build.write({
    file: `${dist}/front.js`,
    format: "cjs",
    codeSplitting: false,
    minify: !isDebug,
    sourcemap: isDebug,
  });
  await build.close();
  writeFileSync(`${dist}/${NOTICE}`, noticeOf(modulesOf(output)));
  writeFileSync(`${dist}/package.json`, COMMON_JS);
}

const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
await Promise.all((named.length > 0 ? named : commandNames()).map(bundle));
if (named.length === 0) await bundleFront();
