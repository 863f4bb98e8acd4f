// Runs a worker over input that is cut into chunks, and gathers all that comes out of it.
import type { BadLine } from "../../packages/base/src/contracts.ts";
import { fakeContext } from "../../packages/core/src/stage/context.fake.ts";
import type { StageCounts, StageContext } from "../../packages/core/src/stage/stage.ts";
import type { StageWorker } from "../../packages/core/src/stage/worker.ts";
import { parseExpression } from "../../packages/core/src/expression/parse/parse.ts";
import type { Expression } from "../../packages/core/src/expression/syntax.ts";
import { isProblem, type Problem } from "../../packages/base/src/problem.ts";
import type { Random } from "./random.ts";

export type MakeWorker = (context: StageContext) => StageWorker;

export interface Outcome {
  readonly output: Buffer;
  readonly bad: readonly BadLine[];
  readonly notes: readonly string[];
  readonly counts: StageCounts;
}

/** Says how long the next chunk is. */
export type Cut = () => number;

export const whole: Cut = () => Number.POSITIVE_INFINITY;

/** Chunks of random lengths: some of a few bytes, some of many. */
export function randomCut(random: Random): Cut {
  return () => random.between(1, random.pick([1, 3, 20, 100, 5000]));
}

/** For copies of a source that is fed again and again: each is cut in two one byte further on. */
export function cutEverywhere(): Cut {
  let chunks = 0;
  return () => (chunks++ % 2 === 0 ? Math.max(1, chunks >> 1) : Number.POSITIVE_INFINITY);
}

/** Feeds the sources, one after the other, to a new worker. */
export function feedAll(
  make: MakeWorker,
  sources: readonly (Uint8Array | string)[],
  cut: Cut = whole,
  files: Readonly<Record<string, string>> = {},
): Outcome {
  const chunks: Buffer[] = [];
  const bad: BadLine[] = [];
  const notes: string[] = [];
  const worker = make(
    fakeContext({
      write: (bytes) => chunks.push(Buffer.from(bytes)),
      bad: (line) => bad.push(line),
      note: (text) => notes.push(text),
      load: (path) => Buffer.from(files[path] ?? ""),
    }),
  );
  for (const source of sources) {
    pour(worker, typeof source === "string" ? Buffer.from(source) : source, cut);
    worker.endSource();
  }
  worker.finish();
  return { output: Buffer.concat(chunks), bad, notes, counts: worker.counts() };
}

export function feed(
  make: MakeWorker,
  source: Uint8Array | string,
  cut: Cut = whole,
  files: Readonly<Record<string, string>> = {},
): Outcome {
  return feedAll(make, [source], cut, files);
}

function pour(worker: StageWorker, source: Uint8Array, cut: Cut): void {
  for (let at = 0; at < source.length;) {
    const room = worker.room();
    const chunk = source.subarray(at, at + Math.min(room.length, cut()));
    room.set(chunk);
    worker.advance(chunk.length);
    at += chunk.length;
  }
}

/** The lines of an outcome's output. */
export function linesOf(outcome: Outcome): string[] {
  return splitLines(outcome.output.toString());
}

/** Lines without their newlines; what stands behind the last newline is a line unless it is empty. */
export function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Bad lines in short, for comparisons. */
export function faultsOf(outcome: Outcome): string[] {
  return outcome.bad.map(({ line, reason }) => `${line}: ${reason}`);
}

/** The value that was asked for; a problem fails the test. */
export function unwrap<T>(value: T | Problem): T {
  if (isProblem(value)) throw new Error(`${value.problem} (${value.text ?? ""})`);
  return value;
}

export function expressionOf(text: string): Expression {
  return unwrap(parseExpression(text));
}
