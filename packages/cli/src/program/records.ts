// Records as objects: the lines of an NDJSON stream parsed, and objects made lines.

import { type Duplex, finished, Readable } from "node:stream";
import split2 from "split2";
import { transform } from "through2";
import { FlowlogsError } from "./errors.ts";

/** A value in a record; integers that a number cannot hold exactly are bigints. */
export type RecordValue =
  string | number | bigint | boolean | null | readonly RecordValue[] | { readonly [key: string]: RecordValue };
/** A record, by its fields. */
export type FlowRecord = Readonly<Record<string, RecordValue>>;
/** A stream in object mode. Leaving a loop over it early ends what it reads from. */
export type RecordReadable = Readable & AsyncIterable<FlowRecord>;

const MAX_LINE = 1 << 24;

/** The records of a stream of NDJSON; blank lines are left out. A line that is not a record is an error. */
export function recordsOf(source: Readable): RecordReadable {
  const records = Readable.from(parsedLines(source));
  return Object.assign(records, { [Symbol.asyncIterator]: () => closingIterator(records, source) });
}

/** As Node's own, but leaving a loop waits until the source has let go of its files and locks. */
function closingIterator(records: Readable, source: Readable): AsyncIterableIterator<FlowRecord, undefined> {
  const inner: AsyncIterator<FlowRecord, undefined> = Readable.prototype[Symbol.asyncIterator].call(records);
  return {
    next: () => inner.next(),
    async return() {
      await inner.return?.();
      source.destroy();
      await closed(source);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Waits until a stream that was destroyed is closed. */
export async function closed(stream: Readable): Promise<void> {
  if (!stream.closed) await new Promise<void>((resolve) => void stream.once("close", () => resolve()));
}

async function* parsedLines(source: Readable): AsyncGenerator<FlowRecord, void, undefined> {
  let line = 0;
  for await (const text of linesOf(source)) {
    line += 1;
    const json = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (json.trim() !== "") yield parseRecord(json, line);
  }
}

/** The lines of a source. An error of it must not overtake the lines before, so it is thrown when they have been read. */
async function* linesOf(source: Readable): AsyncGenerator<string, void, undefined> {
  const lines = split2("\n", (line) => line, { maxLength: MAX_LINE });
  let fault: Error | null | undefined;
  finished(source, { writable: false }, (error) => {
    fault = error;
    lines.end();
  });
  source.pipe(lines, { end: false });
  try {
    for await (const line of lines) yield String(line);
  } catch (error) {
    throw new FlowlogsError("bad-lines", "a line is longer than 16 MiB", { cause: error });
  } finally {
    source.destroy();
  }
  if (fault) throw fault;
}

/**
 * A stream of records that makes lines of NDJSON of them, as they come or as `change` returns them; a record for which it
 * returns undefined is left out.
 */
export function ndjson(change: (record: FlowRecord) => FlowRecord | undefined = (record) => record): Duplex {
  // The callback form: through2 5 hangs on plain functions.
  return transform({ writableObjectMode: true }, (record: FlowRecord, _encoding: string, done: LineTaken) => {
    try {
      const changed = change(record);
      done(null, changed === undefined ? undefined : lineOf(changed));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

type LineTaken = (error: Error | null, bytes?: Uint8Array) => void;

/** Marks integers that are too long for a number, on their way through JSON. */
const MARK = "\u0000integer ";

function parseRecord(json: string, line: number): FlowRecord {
  const fail = (what: string, cause?: unknown): never => {
    throw new FlowlogsError("bad-lines", `line ${line}: ${what}`, { position: { line }, cause });
  };
  let value: unknown;
  try {
    value = /\d{16}/.test(json) ? parseExactly(json) : JSON.parse(json);
  } catch (error) {
    return fail(`not JSON: ${error instanceof Error ? error.message : ""}`, error);
  }
  return isRecord(value) ? value : fail("not a JSON object");
}

function isRecord(value: unknown): value is FlowRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseExactly(json: string): unknown {
  const marked = json.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])(-?\d{16,})(?![\d.eE])/g, (word, integer?: string) =>
    integer === undefined || Number.isSafeInteger(Number(integer)) ? word : JSON.stringify(MARK + integer),
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );
}

/** What is written to a stage, as bytes: bytes as they are, an object as its line. */
export function lineOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (!isRecord(chunk)) throw new TypeError("a stage takes bytes, text or records");
  const json = JSON.stringify(chunk, (_, value: unknown) => (typeof value === "bigint" ? `${MARK}${value}` : value));
  return Buffer.from(`${json.replace(/"\\u0000integer (-?\d+)"/g, "$1")}\n`);
}
