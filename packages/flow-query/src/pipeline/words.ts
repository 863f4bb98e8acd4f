// Cuts the text of a pipeline into commands and words as a shell does: quotes, back-slashes, comments and `|`. Nothing is
// expanded or run: what a shell would do beyond that is refused, with its place.
import { type Problem, problemAt } from "@flowlogs/base/problem";
import { parse as unquote } from "shell-quote";

/** A word, and where it stands in the text of the pipeline. */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The words between two pipes; there is at least one. */
export type CommandWords = readonly [Word, ...Word[]];

/** What a shell does outside of quotes that a pipeline cannot have. */
const refused: ReadonlyMap<string, string> = new Map([
  [";", "a pipeline is one line of commands, connected by |; leave out what follows, or put the word in quotes"],
  ["&", "commands are connected by |; put the word in quotes if it is meant as text"],
  [">", "the output goes to standard output; redirect that of flow-query, or put the expression in quotes"],
  ["<", "name the file as a source, or put the expression in quotes"],
  ["(", "put the word in quotes: 'sum(bytes)'"],
  [")", "put the word in quotes: 'sum(bytes)'"],
  ["$", "nothing is expanded; write the value itself, or use --set NAME=VALUE and :NAME"],
  ["`", "nothing is run; put a field in back-ticks between single quotes"],
]);

/** The commands of a pipeline, or what is wrong with its text. */
export function commandsOf(text: string): readonly CommandWords[] | Problem {
  const commands: Word[][] = [[]];
  const pipes: number[] = [];
  for (let at = 0; at < text.length;) {
    const length = blankAt(text, at);
    if (length > 0) at += length;
    else if (text[at] === "|") {
      if (text[at + 1] === "|") return problemAt(text, at, at + 2, "|| runs a command when another fails", "use one |");
      pipes.push(at);
      commands.push([]);
      at += 1;
    } else {
      const word = wordAt(text, at);
      if ("problem" in word) return word;
      commands.at(-1)?.push(word);
      at = word.to;
    }
  }
  const empty = commands.findIndex((words) => words.length === 0);
  if (empty < 0) return commands.flatMap(([name, ...words]) => (name === undefined ? [] : [[name, ...words] as const]));
  if (pipes.length === 0)
    return { problem: "the pipeline is empty", advice: "write commands such as 'read logs/ | top 5'" };
  const at = pipes[Math.min(empty, pipes.length - 1)] ?? 0;
  return problemAt(text, at, at + 1, empty < pipes.length ? "no command before this |" : "no command after this |");
}

/** How many characters at a place separate words: blanks, line ends, and a comment up to the end of its line. */
function blankAt(text: string, at: number): number {
  return /^(?:\s+|\\\r?\n|#[^\n]*)/.exec(text.slice(at))?.[0].length ?? 0;
}

/** The word that begins at a place; its quotes are removed as in a shell. */
function wordAt(text: string, from: number): Word | Problem {
  let at = from;
  let raw = "";
  while (at < text.length && !/[\s|]/.test(text.charAt(at))) {
    const end = endOfPart(text, at);
    if (typeof end !== "number") return end;
    raw += asLibraryReads(text.slice(at, end));
    at = end;
  }
  if (raw.startsWith("~")) return problemAt(text, from, at, "~ is not expanded", "write the whole path");
  const parts = unquote(raw, (name) => ({ op: "glob", pattern: `$${name}` }));
  const words = parts.map((part) => (typeof part === "string" ? part : "pattern" in part ? part.pattern : raw));
  return { text: words.join(""), from, to: at };
}

/** A part of a word; shell-quote keeps two back-slashes between double quotes that a shell removes. */
function asLibraryReads(part: string): string {
  if (!part.startsWith('"')) return part;
  return part.replaceAll(/\\([^])/g, (pair, next: string) => (next === "`" ? next : next === "\n" ? "" : pair));
}

/** Where a quoted part, an escaped or a plain character ends; or what is wrong with it. */
function endOfPart(text: string, at: number): number | Problem {
  const character = text.charAt(at);
  if (character === "'") return endOfQuotes(text, at, /'/g);
  if (character === '"') return endOfDoubleQuotes(text, at);
  if (character === "\\") return Math.min(at + 2, text.length);
  const advice = refused.get(character);
  return advice === undefined ? at + 1 : problemAt(text, at, at + 1, `"${character}" cannot stand here`, advice);
}

function endOfDoubleQuotes(text: string, from: number): number | Problem {
  const end = endOfQuotes(text, from, /(?:[^\\"]|\\[^])*?"/gy);
  if (typeof end !== "number") return end;
  const place = /(?<!\\)(?:\\\\)*([$`])/.exec(text.slice(from, end));
  if (place === null) return end;
  const at = from + place.index + place[0].length - 1;
  return problemAt(
    text,
    at,
    at + 1,
    `"${place[1]}" between double quotes would be expanded by a shell`,
    "use single quotes",
  );
}

function endOfQuotes(text: string, from: number, closing: RegExp): number | Problem {
  closing.lastIndex = from + 1;
  if (closing.test(text)) return closing.lastIndex;
  return problemAt(text, from, text.length, "this quote is not closed", `add a ${text.charAt(from)} where it ends`);
}
