// Reads the sources one after the other into one worker: plain bytes straight into its memory, gzip through the thread
// pool with the next files begun ahead. A source that fails is said and counted; the others are read all the same.
import { drain, feed, type Input, InputError, type SourceContext, UsageError } from "@flowlogs/cli";
import type { Expression } from "@flowlogs/core";
import { readWorker, type Worker } from "@flowlogs/core/stages";
import { DamagedGzip, Inflater } from "./inflate.ts";
import { findFiles } from "./sources.ts";

interface ReadValues {
  readonly sources: readonly string[];
  readonly format?: readonly string[] | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  readonly limit?: number | undefined;
}

/** A source that is open: its first bytes, and what decompresses it if it is gzip. */
interface Opened {
  readonly name: string;
  readonly input: Input;
  readonly head: Uint8Array;
  readonly inflater: Inflater | undefined;
}

/** Files that are opened before their turn comes, so that they decompress meanwhile. */
const FILES_AHEAD = 2;
const BYTES_AHEAD = 4 << 20;
const HEAD = 65_536;

export default async function read(values: ReadValues, context: SourceContext): Promise<void> {
  const { start, end } = values;
  if (start !== undefined && end !== undefined && start >= end) {
    throw new UsageError({ problem: "the window is empty: --end is not after --start", advice: "swap them" });
  }
  let current = "stdin";
  const worker = readWorker(values, {
    write: (bytes) => context.write(bytes),
    bad: (line) => context.bad({ ...line, source: current }),
    note: (text) => context.note(text),
  });
  try {
    for await (const source of openAhead(values.sources, context)) {
      current = source.name;
      if (!worker.satisfied) await readSource(source, worker, context);
      close(source);
      if (worker.satisfied) break;
    }
  } finally {
    worker.finish();
    context.report(worker.counts());
  }
}

/** The sources in order, opened; the next ones are opened before the one at hand is done. */
async function* openAhead(sources: readonly string[], context: SourceContext): AsyncGenerator<Opened> {
  const opened: Opened[] = [];
  const paths = findFiles(sources.length === 0 ? ["-"] : sources, ({ source, what, advice }) =>
    context.failed(source, what, advice),
  );
  try {
    for await (const path of paths) {
      const source = open(path, context);
      if (source === undefined) continue;
      opened.push(source);
      // Nothing is opened behind standard input: its bytes count at once.
      const most = path === "-" ? 0 : FILES_AHEAD;
      while (opened.length > most) yield* opened.splice(0, 1);
    }
    while (opened.length > 0) yield* opened.splice(0, 1);
  } finally {
    opened.forEach(close);
  }
}

function open(path: string, context: SourceContext): Opened | undefined {
  const name = path === "-" ? "stdin" : path;
  try {
    const input = path === "-" ? context.openStdin() : context.open(path);
    const head = new Uint8Array(HEAD);
    let length = input.read(head);
    if (length === 1) length += input.read(head.subarray(1)); // too little to know what it is
    const isGzip = length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
    const first = head.subarray(0, length);
    const inflater = isGzip ? new Inflater(input, first, path === "-" ? 0 : BYTES_AHEAD) : undefined;
    return { name, input, head: first, inflater };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.failed(name, error.message, error.advice);
    return undefined;
  }
}

function close({ input, inflater }: Opened): void {
  if (inflater === undefined) input.close();
  else inflater.close();
}

/** Feeds a source to the worker up to its end or its fault. */
async function readSource(
  { name, input, head, inflater }: Opened,
  worker: Worker,
  context: SourceContext,
): Promise<void> {
  let cutShort = false;
  try {
    if (inflater === undefined) drainPlain(input, head, worker);
    else await drainGzip(inflater, worker);
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof DamagedGzip)) throw error;
    cutShort = true;
    context.failed(name, error.message, "what came before is used; fetch the file again");
  }
  worker.endSource(cutShort);
}

function drainPlain(input: Input, head: Uint8Array, worker: Worker): void {
  feed(head, worker);
  drain(input, worker);
}

async function drainGzip(inflater: Inflater, worker: Worker): Promise<void> {
  while (!worker.satisfied) {
    if (inflater.isEmpty) worker.flush();
    const chunk = await inflater.next();
    if (chunk === undefined) return;
    feed(chunk, worker);
  }
}
