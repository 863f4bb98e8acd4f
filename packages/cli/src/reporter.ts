// What a command tells on stderr, in the form that the user chose: a line for people, or with --errors=json an object a
// line for programs.

import type { Problem } from "@flowlogs/base/problem";
import { message } from "./message.ts";
import { visibleJson } from "./visible.ts";

export type ErrorFormat = "text" | "json";

/** One message. */
export interface MessageReport {
  readonly level: "error" | "warning" | "note";
  /** A word that stays the same whatever the message says; that of the problem goes before it. */
  readonly code: string;
  readonly problem: Problem;
  /** The source, option or operand that is meant. */
  readonly where?: string | undefined;
  readonly place?: Place;
  /** What became of it, for people. */
  readonly outcome?: string;
  /** The exit code that the run will have because of it, unless a later error has a higher one. */
  readonly exit?: number;
}

/** A place in a source. */
interface Place {
  readonly line: number;
  readonly byte?: number | undefined;
  readonly column?: number | undefined;
}

/** Makes the text of a message, with its newline. */
export type Reporter = (report: MessageReport) => string;

export function reporter(command: string, format: ErrorFormat): Reporter {
  return format === "json" ? (report) => asJson(command, report) : (report) => asText(command, report);
}

/** The form that these arguments ask for, so that an error in them has it too. */
export function errorFormat(words: readonly string[]): ErrorFormat {
  const end = words.indexOf("--");
  const options = end === -1 ? words : words.slice(0, end);
  const isAsked = options.some(
    (word, at) => word === "--errors=json" || (word === "--errors" && options[at + 1] === "json"),
  );
  return isAsked ? "json" : "text";
}

function asText(command: string, { problem, where, place, outcome }: MessageReport): string {
  const at = place === undefined ? where : `${where}:${place.line}`;
  return message(command, at, outcome === undefined ? problem : { ...problem, advice: outcome });
}

function asJson(command: string, { level, code, problem, where, place, exit }: MessageReport): string {
  const { text, from, to } = problem;
  // JSON.stringify leaves out what is undefined.
  const object = {
    command,
    level,
    code: problem.code ?? code,
    ...(where === undefined && place === undefined && text === undefined
      ? {}
      : { where: { name: where, ...place, text, from, to } }),
    message: problem.problem,
    suggestion: problem.advice,
    exit,
  };
  return `${visibleJson(JSON.stringify(object))}\n`;
}
