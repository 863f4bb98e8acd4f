// The options that every command has, in the order of the help, which lists them after those of the command.

import type { Options } from "./option.ts";
import { choice, type Kind } from "./kind.ts";

/** How many bad lines are allowed: a number, or a share of all lines. */
export interface BadLimit {
  readonly text: string;
  readonly allowed: (lines: number) => number;
}

const badLimit: Kind<BadLimit> = {
  placeholder: "N|P%",
  parse(text) {
    const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
    const value = Number(match?.[1]);
    if (match === null || (match[2] === "" && !Number.isSafeInteger(value)) || (match[2] === "%" && value > 100)) {
      return {
        problem: `"${text}" is not a number of lines`,
        advice: "write a number such as 10, or a share such as 1%",
      };
    }
    return { text, allowed: (lines) => (match[2] === "%" ? (lines * value) / 100 : value) };
  },
};

/** Appended to every command's options. */
export const commonOptions = {
  stats: {
    kind: choice("text", "json"),
    bare: "text",
    config: "user",
    brief: "print statistics on stderr at the end",
  },
  quiet: {
    kind: "switch",
    short: "q",
    config: "user",
    brief: "print errors only: no notes, warnings, progress or statistics",
  },
  progress: {
    kind: choice("auto", "always", "never"),
    default: "auto",
    config: "user",
    brief: "show progress on stderr; auto: only on a terminal",
    rare: true,
  },
  errors: {
    rare: true,
    kind: choice("text", "json"),
    default: "text",
    brief: "messages on stderr: text for people, or json, one object a line",
  },
  strict: { kind: "switch", config: "project", brief: "exit with 3 on any bad line, or a field that no record has" },
  "max-bad": { kind: badLimit, config: "project", brief: "exit with 3 when more lines than this are bad" },
  "no-config": { kind: "switch", config: "variable", brief: "read no configuration files", rare: true },
  "show-config": { kind: "switch", brief: "print what is configured, and where, and read nothing", rare: true },
  help: {
    kind: { placeholder: "TOPIC", parse: (word: string) => word },
    short: "h",
    bare: "screen",
    brief: "show the help; all: with every option and detail; json: for programs; or a topic",
  },
  version: { kind: "switch", short: "V", brief: "show the version" },
} as const satisfies Options;
