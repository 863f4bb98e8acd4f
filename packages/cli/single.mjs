// `npm run build:single`: each command as one file, dist/single/NAME.mjs, to copy onto a server that has Node and nothing
// else. All that it loads or starts is in it: its threads are the same file, which the query of its URL tells apart.
import { appendFileSync, chmodSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { commandNames } from "../commands.mjs";
import { modulesOf, noticeOf } from "../licences.mjs";
import { FORMATS, threadsOf, TREESHAKE } from "./parts.mjs";

const packages = fileURLToPath(new URL("..", import.meta.url));
const [folder = join(packages, "../dist/single")] = process.argv.slice(2);
const ENTRY = "\0entry";

/** The program in the file: a thread that was started for one, otherwise the command. */
function entry(command, threads) {
  const programs = threads.map((file) => `"?${basename(file, ".js")}": () => import("${packages}${file}"),`);
  return `
    const threads = { ${programs.join(" ")} };
    const start = threads[new URL(import.meta.url).search] ?? (() => import("${packages}${command}/dist/main.js"));
    await start();`;
}

/** A thread is started by a program that imports this file with a query: what starts it drops the query of a file's URL. */
const THREAD = /new URL\("\.\/(\w+)\.js", import\.meta\.url\)/;
const startThread = (_, name) =>
  `new URL("data:text/javascript," + encodeURIComponent("import " + JSON.stringify(new URL("?${name}", import.meta.url))))`;

/** RE2 is required by the name of a file beside; without that function the bundler sees it, and runs it when required. */
const REQUIRE = /const require = .*createRequire\(import\.meta\.url\);/;

const inOneFile = (command, threads) => ({
  name: "all in one file",
  resolveId: (id) => (id === ENTRY ? id : undefined),
  load: (id) => (id === ENTRY ? entry(command, threads) : undefined),
  transform(code, id) {
    if (!id.startsWith(packages)) return undefined;
    return { code: code.replace(THREAD, startThread).replace(REQUIRE, ""), map: null };
  },
});

async function single(command) {
  const threads = threadsOf(command);
  const build = await rolldown({
    input: ENTRY,
    // DuckDB is a library of the machine's, and the user's to install.
    external: [/^@(duckdb|clickhouse)\//, ...FORMATS],
    platform: "node",
    logLevel: "warn",
    treeshake: TREESHAKE,
    plugins: [inOneFile(command, threads)],
  });
  const file = join(folder, `${command}.mjs`);
  const { output } = await build.write({
    file,
    format: "esm",
    minify: true,
    codeSplitting: false,
    banner: "#!/usr/bin/env node",
  });
  await build.close();
  appendFileSync(file, `/*\n${noticeOf(modulesOf(output)).replaceAll("*/", "* /")}*/\n`);
  chmodSync(file, 0o755);
}

await Promise.all(commandNames().map(single));
