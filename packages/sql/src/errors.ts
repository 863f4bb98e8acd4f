// What DuckDB says is wrong, as a message with the place in the query.
import { type Problem, problemAt } from "@flowlogs/base/problem";

interface SqlPlace {
  readonly from: number;
  readonly to: number;
}

/** The word that begins there, or the character. */
export function placeOf(query: string, from: number): SqlPlace {
  const [word = " "] = /^(?:"[^"]*"|'[^']*'|[\w.]+|.)/s.exec(query.slice(from)) ?? [];
  return { from, to: from + word.length };
}

/**
 * DuckDB draws the place below its message: `LINE 2: ...text` and a caret. `bound`: the text that it was given, of the same
 * length as that of the user.
 */
export function problemOf(message: string, query: string, bound: string): Problem {
  if (message.startsWith("Out of Memory Error")) {
    return { problem: "the query does not fit into its memory", advice: "give more with --max-memory" };
  }
  const [, said = message, line, shown, indent] = /^(.*?)\n\nLINE (\d+): (.*)\n( *)\^/s.exec(message) ?? [];
  const problem = oneLine(said);
  if (line === undefined || shown === undefined || indent === undefined) return { problem };
  const column = indent.length - `LINE ${line}: `.length;
  const start = startOfLine(bound, Number(line));
  // A long line is shown in part, with dots for the rest.
  const text = shown.replace(/\.\.\.$/, "").slice(column);
  const place = bound.indexOf(text, start + (shown.startsWith("...") ? 0 : column));
  if (place < 0) return { problem };
  const { from, to } = placeOf(query, place);
  return problemAt(query, from, to, problem);
}

function startOfLine(query: string, line: number): number {
  const before = query.split("\n").slice(0, line - 1);
  return before.join("\n").length + (before.length > 0 ? 1 : 0);
}

function oneLine(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .join("; ");
}
