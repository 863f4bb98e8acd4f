// The wording of messages: `command: where: what; what to do`, one line, with the place in a text shown by carets
// below. Who says them, and when, is left to others.

import type { Problem } from "./problem.ts";

/** A message as whole lines. */
export function message(command: string, where: string | undefined, { problem, advice, ...place }: Problem): string {
  const head = where === undefined ? command : `${command}: ${where}`;
  const tail = advice === undefined ? "" : `; ${advice}`;
  return `${visible(`${head}: ${problem}${tail}`)}\n${caretLines(place)}`;
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

/** The noun for so many things. */
export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function caretLines({ text, from, to }: Pick<Problem, "text" | "from" | "to">): string {
  if (text === undefined || from === undefined) return "";
  // An expression may come from a file: of several lines only the one at fault is shown.
  const start = text.slice(0, from).lastIndexOf("\n") + 1;
  const newline = text.indexOf("\n", Math.max(from, start));
  const line = text.slice(start, newline === -1 ? text.length : newline);
  const at = from - start;
  const width = Math.max(0, Math.min(to ?? from + 1, start + line.length) - from);
  // A tab is as wide as the terminal likes; as a blank, the carets stand where they should.
  const shown = (begin: number, end: number): string => visible(line.slice(begin, end).replaceAll("\t", " "));
  const [before, fault, after] = [shown(0, at), shown(at, at + width), shown(at + width, line.length)];
  return `  ${before}${fault}${after}\n  ${" ".repeat(before.length)}${"^".repeat(Math.max(1, fault.length))}\n`;
}

/** What the user wrote must not steer the terminal, nor make a message two. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => {
    const escape = { "\t": "\\t", "\n": "\\n", "\r": "\\r" }[control];
    return escape ?? `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
