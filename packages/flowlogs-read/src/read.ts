// Reads the sources one after the other into one worker: plain bytes straight into its memory, gzip through the thread
// pool with the next files begun ahead. A source that fails is said and counted; the others are read all the same.
import { drain, feed, type Input, InputError, type SourceContext, UsageError } from "@flowlogs/cli";
import type { Expression } from "@flowlogs/core";
import { readWorker, type Worker } from "@flowlogs/core/stages";
import { DamagedGzip, TrailingBytes } from "./damage.ts";
import { Inflater } from "./inflate.ts";
import { Remembering } from "./remembering.ts";
import { findFiles, mayWait } from "./sources.ts";

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
    temporary: () => context.temporary(),
    load: (path) => context.load(path),
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
      // What may keep us waiting, as standard input does, is not opened before its turn, and nothing behind it is.
      const waits = mayWait(path);
      if (waits) yield* inTurn(opened, 0);
      const source = open(path, waits, context);
      if (source === undefined) continue;
      opened.push(source);
      yield* inTurn(opened, waits ? 0 : FILES_AHEAD);
    }
    yield* inTurn(opened, 0);
  } finally {
    opened.forEach(close);
  }
}

/** The first ones, until so many are left. */
function* inTurn(opened: Opened[], left: number): Generator<Opened> {
  while (opened.length > left) yield* opened.splice(0, 1);
}

function open(path: string, isOnce: boolean, context: SourceContext): Opened | undefined {
  const name = path === "-" ? "stdin" : path;
  const openInput = (): Input => (path === "-" ? context.openStdin() : context.open(path));
  let input: Input | undefined;
  try {
    input = openInput();
    const head = readHead(input);
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    if (!isGzip) return { name, input, head, inflater: undefined };
    const kept = isOnce ? new Remembering(input, head) : undefined;
    const again = (): Input => kept?.again() ?? openInput();
    return { name, input, head, inflater: new Inflater({ input: kept ?? input, head, isOnce, again }) };
  } catch (error) {
    input?.close();
    if (!(error instanceof InputError)) throw error;
    context.failed(name, error.message, error.advice);
    return undefined;
  }
}

function readHead(input: Input): Uint8Array {
  const head = new Uint8Array(HEAD);
  let length = input.read(head);
  if (length === 1) length += input.read(head.subarray(1)); // too little to know what it is
  return head.subarray(0, length);
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
    cutShort = !(error instanceof TrailingBytes);
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
    const chunk = await inflater.next(() => worker.flush());
    if (chunk === undefined) return;
    feed(chunk, worker);
  }
}
