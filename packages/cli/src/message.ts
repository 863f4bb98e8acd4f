// The form of messages: `command: where: what; what to do` in one line, with carets below the place in a text that is
// wrong; and of the numbers in them.

import type { Problem } from "@flowlogs/base/problem";
import { visible } from "./visible.ts";

/** A message as whole lines, safe for a terminal. */
export function message(command: string, where: string | undefined, { problem, advice, ...place }: Problem): string {
  const head = where === undefined ? command : `${command}: ${where}`;
  const tail = advice === undefined ? "" : `; ${advice}`;
  return `${visible(`${head}: ${shortened(problem)}${shortened(tail)}`)}\n${caretLines(place)}`;
}

/** A number with commas between the thousands. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number in about three digits: 5.5 M, 12.3 k, 870. */
export function rounded(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : String(Math.round(value));
}

/** "1 line", "1,000 lines". */
export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function caretLines({ text, from, to }: Pick<Problem, "text" | "from" | "to">): string {
  if (text === undefined || from === undefined) return "";
  // An expression may come from a file with several lines: only the line with the error is printed.
  const start = text.slice(0, from).lastIndexOf("\n") + 1;
  const newline = text.indexOf("\n", Math.max(from, start));
  const line = text.slice(start, newline === -1 ? text.length : newline);
  const { before, fault, after, place } = excerpt(line, from - start, (to ?? from + 1) - from);
  return `  ${before}${fault}${after}\n  ${" ".repeat(before.length)}${"^".repeat(Math.max(1, fault.length))}${place}\n`;
}

/** Characters of a long line, or a long message, that are printed. */
const QUOTED = 200;
/** Characters from which a message is shortened. */
const TOO_LONG = 1000;

/** The part of a line around the error, and the position of the error if the line is cut. */
function excerpt(line: string, at: number, length: number) {
  const first = Math.max(0, Math.min(at - QUOTED / 2, line.length - QUOTED));
  const last = Math.min(line.length, first + QUOTED);
  const end = Math.min(last, at + Math.max(0, length));
  // A tab has any width in a terminal: as a blank it keeps the carets in place.
  const printable = (from: number, to: number): string => visible(line.slice(from, to).replaceAll("\t", " "));
  return {
    before: (first > 0 ? "..." : "") + printable(first, at),
    fault: printable(at, end),
    after: printable(end, last) + (last < line.length ? "..." : ""),
    place: last - first < line.length ? ` character ${thousands(at + 1)}` : "",
  };
}

/** A long text without its middle. */
function shortened(text: string): string {
  return text.length <= TOO_LONG ? text : `${text.slice(0, (3 * QUOTED) / 4)}...${text.slice(-QUOTED / 4)}`;
}
