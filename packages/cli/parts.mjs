// What the bundles of a command are made of, beside the command itself.
import { manifestOf, packageFolders } from "../commands.mjs";

/** Programs of threads, which those who start them look for beside themselves. */
const THREADS = ["sources/dist/threads/thread.js", "formats/dist/compression/background/inflater.js"];

/** The same that only these commands start. */
const DNS = "flow-label/dist/from/dns/dnsThread.js";
const OWN = { "flow-label": [DNS], "flow-query": ["flow-query/dist/threads/stagesThread.js", DNS] };

/** What runs before a command. */
const EARLY = { "flow-query": ["flow-query/dist/threads/earlyThread.js"] };

export const earlyOf = (command) => EARLY[command] ?? [];

/** The programs of the threads that a command starts, or one that it runs. */
export function threadsOf(command) {
  return [...(readsSources(command) ? THREADS : []), ...(OWN[command] ?? [])];
}

/** Whether it is the reader, or runs it. Others may use something of the package of sources, and read none. */
export function readsSources(folder) {
  const { name, dependencies = {} } = manifestOf(folder);
  if (name === "@flowlogs/read") return true;
  return packageFolders().some((it) => manifestOf(it).name in dependencies && readsSources(it));
}

/** What a library loads only to write a format that nobody here asks for. */
export const FORMATS = ["protobufjs/minimal"];

/** Of yargs only the parser is used, and not what it loads to print help in the user's language. */
export const TREESHAKE = {
  moduleSideEffects: [{ test: /node_modules\/(yargs|y18n|cliui)\//, sideEffects: false }],
};

/** In the package.json of a folder: its files are CommonJS, though those around it are modules. */
export const COMMON_JS = '{ "type": "commonjs" }\n';
