// For programs: a stage as a Node stream, and NDJSON as objects. Commands do not load this; they read and write without
// streams.

import { pipeline, type Duplex, type Readable } from "node:stream";
import split2 from "split2";
import { transform } from "through2";
import { descriptorInput, openFile } from "./descriptor.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { feed, readWhole } from "@flowlogs/base/feed";
import { machineMemory } from "./system.ts";
import { temporaryFile } from "./temporaryFile.ts";
import type { Context, Worker } from "@flowlogs/base/contracts";

type StreamCallback = (error?: Error | null) => void;

/**
 * A stage as a duplex stream of bytes. Bad lines are "bad" events, remarks are "note" events. A stage that is satisfied ends
 * its readable side at once; what is still written to it is discarded.
 */
export function stageStream(create: (context: Context) => Worker): Duplex {
  let isEnded = false;
  let isFirst = true;
  // The callback form: through2 5 hangs on plain functions.
  const stream: Duplex = transform(
    (chunk: Uint8Array, _encoding: string, done: StreamCallback) => {
      attempt(done, () => {
        const problem = isFirst ? worker.objection?.(chunk) : undefined;
        if (problem !== undefined) throw new TypeError(`${problem.problem}; ${problem.advice}`);
        isFirst = false;
        feed(chunk, worker);
        worker.flush();
        if (worker.satisfied) end();
      });
    },
    (done: StreamCallback) => attempt(done, end),
  );
  const worker = create({
    write: (bytes) => void stream.push(Buffer.from(bytes)),
    bad: (line) => void stream.emit("bad", line),
    note: (text) => void stream.emit("note", text),
    missing(problem, isVital) {
      if (isVital) throw new TypeError(problemText(problem));
      stream.emit("note", problemText(problem));
    },
    temporary: temporaryFile,
    load: (path) => readWhole(descriptorInput(openFile(path))),
    refuse(where, problem) {
      throw new TypeError(`${where}: ${problemText(problem)}`);
    },
    get machineMemory() {
      return machineMemory();
    },
    outputIsTerminal: false,
    columns: 80,
    env: process.env,
  });
  function end(): void {
    if (isEnded) return;
    isEnded = true;
    worker.endSource();
    worker.finish();
    stream.push(null);
  }
  return stream;
}

/** The values of an NDJSON stream, line by line; blank lines are skipped. Throws SyntaxError at a line that is not JSON. */
export async function* records(source: Readable): AsyncGenerator<unknown, void, undefined> {
  let line = 0;
  const parse = (text: string): { value: unknown } | undefined => {
    line += 1;
    // split2 leaves a byte order mark in place.
    const json = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (json.trim() === "") return undefined;
    try {
      // In an object, because the value `null` would end the stream.
      return { value: JSON.parse(json) as unknown };
    } catch (error) {
      throw new SyntaxError(`line ${line}: not JSON: ${error instanceof Error ? error.message : ""}`, { cause: error });
    }
  };
  const boxes: AsyncIterable<{ value: unknown }> = pipeline(
    source,
    split2("\n", parse, { maxLength: 1 << 24 }),
    () => {},
  );
  for await (const { value } of boxes) yield value;
}

function attempt(done: StreamCallback, work: () => void): void {
  try {
    work();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done();
}

/** The value of a text, by the kind of an option. Throws TypeError when the kind refuses the text. */
export function parsed<Result>(kind: { parse(text: string): Result }, text: string): Exclude<Result, Problem> {
  const value = kind.parse(text);
  if (isValue(value)) return value;
  const { problem, advice } = isProblem(value) ? value : { problem: text, advice: undefined };
  throw new TypeError(problemText({ problem, advice }));
}

function problemText({ problem, advice }: Problem): string {
  return advice === undefined ? problem : `${problem}; ${advice}`;
}

function isValue<Result>(result: Result): result is Exclude<Result, Problem> {
  return !isProblem(result);
}
