// The environment variables that commands read, as manual pages and --help=json list them.

import type { Command } from "./define.ts";

type Variable = readonly [name: string, meaning: string];

/** Of every command. */
const common: readonly Variable[] = [
  ["COLUMNS", "width of help, tables and charts, instead of that of the terminal"],
  ["NO_COLOR", "no colours, if set to anything"],
  ["TERM", "dumb: no colours"],
  ["TMPDIR", "folder of temporary files"],
  ["HOME", "the user's home, where the files of configuration are unless XDG_CONFIG_HOME is set"],
  ["XDG_CONFIG_HOME", "folder of the files of configuration; default: ~/.config"],
  ["XDG_CACHE_HOME", "folder of the cache of compiled code; default: ~/.cache"],
  ["NODE_DISABLE_COMPILE_CACHE", "1: do not keep compiled code"],
  ["FLOW_DEBUG", "1: print the stack of internal errors"],
];

export function environmentOf({ environment = [] }: Command): readonly Variable[] {
  return [...common, ...environment];
}
