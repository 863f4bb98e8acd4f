// A generated log as an input: its text, made as it is read.
import type { Input } from "@flowlogs/cli";
import type { GeneratorOptions } from "./options.ts";
import { Timeline } from "./timeline.ts";

/** Characters of a piece, about. */
const PIECE = 65_536;

export function openGenerated(options: GeneratorOptions): Input {
  const timeline = new Timeline(options);
  const pieces = inPieces(options.answers ? asLines(timeline.answers()) : timeline.log());
  let bytes: Uint8Array = new Uint8Array(0);
  const read = (into: Uint8Array): number => {
    while (bytes.length === 0) {
      const next = pieces.next();
      if (next.done === true) return 0;
      bytes = new TextEncoder().encode(next.value);
    }
    const part = bytes.subarray(0, into.length);
    into.set(part);
    bytes = bytes.subarray(part.length);
    return part.length;
  };
  return { read, readNow: read, close: () => void pieces.return?.(undefined) };
}

function* asLines(records: Iterable<object>): Generator<string> {
  for (const record of records) yield `${JSON.stringify(record)}\n`;
}

/** Joins texts until there are enough characters. */
function* inPieces(texts: Iterable<string>): Generator<string, undefined> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
  return undefined;
}

/** What the log is, in words. */
export function generatedInWords({ answers, records, seed, version, start }: GeneratorOptions): string {
  const from = `${new Date(start * 1000).toISOString().slice(0, 16)}Z`;
  const log = `a log of version ${version}, ${records} records or some more, from ${from}, made up with seed ${seed}`;
  return answers ? `what is true of ${log}` : log;
}
