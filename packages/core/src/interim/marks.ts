// How interim results are told apart in NDJSON. A command with --every writes its results so far, again and again, before the
// final ones. Each record of such a set bears the number of the set, so that a record that is taken out of it, or a set that
// was filtered on the way, is not mistaken for a final one. A line of its own ends a set, and another one comes before the
// final results, which bear no mark:
//
//   {"srcaddr":"10.0.0.1","sum(bytes)":840,"interim()":1}
//   {"interim()":"end"}
//   {"interim()":"final"}
//   {"srcaddr":"10.0.0.1","sum(bytes)":9240}

/** The key of the mark. No field of a flow log can be called that. */
export const INTERIM_KEY = "interim()";
/** The marks of the lines that are not records: a set is complete; the final results follow. */
export const END = "end";
export const FINAL = "final";

/** The number of a set, or what a line says that is not a record. */
export type Mark = number | string;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NEWLINE = 10;
const OPEN_BRACE = 123;
/** The brace and the newline that end a line. */
const LINE_END = 2;
const [COMMA, QUOTE] = [44, 34];

/** The line that says so. */
export function controlLine(mark: typeof END | typeof FINAL): Uint8Array {
  return encoder.encode(`{"${INTERIM_KEY}":"${mark}"}\n`);
}

/** Whole lines of records, as NDJSON, with the mark of a set as their last member. */
export function markedLines(lines: Uint8Array, set: number): Uint8Array {
  const tail = encoder.encode(`,"${INTERIM_KEY}":${set}}\n`);
  const count = lines.reduce((sum, byte) => (byte === NEWLINE ? sum + 1 : sum), 0);
  const marked = new Uint8Array(lines.length + count * (tail.length - LINE_END));
  let out = 0;
  for (let from = 0; from < lines.length;) {
    const end = lines.indexOf(NEWLINE, from) + 1;
    const members = lines.subarray(from, end - LINE_END);
    marked.set(members, out);
    out += members.length;
    const isEmpty = members.at(-1) === OPEN_BRACE;
    marked.set(isEmpty ? tail.subarray(1) : tail, out);
    out += isEmpty ? tail.length - 1 : tail.length;
    from = end;
  }
  return marked.subarray(0, out);
}

const memberStart = encoder.encode(`,"${INTERIM_KEY}":`);

/** The record of a line without its mark; undefined where that is not the last member, as it was written. */
export function withoutLastMark(line: Uint8Array): Uint8Array | undefined {
  const comma = line.lastIndexOf(COMMA);
  const isMark = comma > 0 && memberStart.every((byte, i) => line[comma + i] === byte);
  if (!isMark || line.indexOf(QUOTE, comma + memberStart.length) >= 0) return undefined;
  const record = line.slice(0, comma + 1);
  record[comma] = line.at(-1) ?? 0;
  return record;
}

/** The mark of a value that was read from a line. */
export function markOf(text: string, isText: boolean): Mark {
  return isText ? text : Number(text);
}

/** The text of a line, for those that are rewritten. */
export function textOf(line: Uint8Array): string {
  return decoder.decode(line);
}
