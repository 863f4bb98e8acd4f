// The loop that reads files and standard input into a worker. It is synchronous, so that the results of each chunk are
// written before the next read: the operating system does the backpressure, and ends the process at a signal. Only where
// the worker holds results back are signals watched for, so that an interrupted run still writes them.

import { completeLine } from "@flowlogs/base/completeLine";
import { exit } from "./exit.ts";
import { InputError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import type { ReadingProgress } from "./progressLine.ts";
import { SignalWatcher } from "./signalWatcher.ts";
import type { Session } from "./session.ts";
import type { Input, Interruption, Worker } from "@flowlogs/base/contracts";
import { type ByteSink, drain, drainUntilInterrupted } from "@flowlogs/base/feed";

/**
 * Reads the files in order ("-" is standard input) until the worker is satisfied or a signal interrupts the run. Returns whether
 * it read all of them to their ends.
 */
export async function pump(worker: Worker, files: readonly string[], host: Host, session: Session): Promise<boolean> {
  const signals = session.context.interruption ?? (worker.holds === true ? new SignalWatcher(host) : undefined);
  const progress = await progressOf(worker, files, host, session);
  let hasFailed = false;
  let wasInterrupted = false;
  try {
    for (const file of files) {
      session.source = file === "-" ? "stdin" : file;
      const { isInterrupted, isGood } = await readSource({ worker, file, host, session, signals, progress });
      hasFailed ||= !isGood;
      wasInterrupted ||= isInterrupted;
      if (worker.satisfied || isInterrupted) break;
    }
  } finally {
    progress?.stop();
  }
  await signals?.end();
  // If nothing could be read, a worker that finishes would print a count of 0, which looks like an answer.
  if (!hasFailed || worker.counts().records > 0) worker.finish(!session.hasFailed && !wasInterrupted);
  await worker.settle?.();
  session.context.report(worker.counts());
  return !hasFailed && !wasInterrupted && !worker.satisfied;
}

/** At the end of a run without an error: the line that says that nothing before it is missing, if it came. */
export function handOnCompleteLine({ completed }: Worker, session: Session, host: Pick<Host, "write">): void {
  if (completed !== undefined && !session.hasFailed) host.write(completeLine(completed));
}

/** The very end of a run; `isComplete`: all of the input was read. */
export async function concludeRun(worker: Worker, isComplete: boolean, session: Session, host: Host): Promise<void> {
  if (worker.conclude !== undefined) await worker.conclude(isComplete && !session.hasFailed);
  else if (isComplete) handOnCompleteLine(worker, session, host);
}

/**
 * Progress of files, whose sizes are known. That of a pipe is shown by the command that writes to it, so here only where the
 * user insists. A worker that holds its results back does not write where the progress is shown.
 */
async function progressOf(
  worker: Worker,
  files: readonly string[],
  host: Host,
  session: Session,
): Promise<ReadingProgress | undefined> {
  if (!session.wantsProgress(() => worker.holds !== true && host.outputIsTerminal)) return undefined;
  const sizes = files.map((file) => host.sizeOf(file));
  if (!session.insistsOnProgress && (files.length === 0 || sizes.includes(undefined))) return undefined;
  const { ReadingProgress } = await import("./progressLine.ts");
  return new ReadingProgress(session.context, sizes, () => worker.counts().records);
}

interface SourceReading {
  readonly worker: Worker;
  readonly file: string;
  readonly host: Host;
  readonly session: Session;
  /** Present where signals are watched for all the time. */
  readonly signals: Interruption | undefined;
  readonly progress: ReadingProgress | undefined;
}

interface SourceEnd {
  readonly isInterrupted: boolean;
  /** The source could be read, and not all of its lines are bad. */
  readonly isGood: boolean;
}

/** Reads one source. One that cannot be read is reported, and the next ones are read all the same. */
async function readSource({ worker, file, host, session, signals, progress }: SourceReading): Promise<SourceEnd> {
  if (worker.satisfied) return { isInterrupted: false, isGood: true };
  const before: Standing = { bad: session.badLines, records: worker.counts().records };
  let input: Input | undefined;
  let end: DrainEnd = { isWhole: true, isInterrupted: false };
  let isGood = true;
  try {
    input = file === "-" ? host.stdin() : host.open(file);
    if (worker.isTimely === true) input.watch?.();
    if (progress !== undefined) input = progress.count(input);
    end = await drainInput(input, guarded(worker), host, signals);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    session.context.failed(session.source, error.message, error.advice, exit.input, error.code);
    isGood = false;
  } finally {
    input?.close();
    progress?.endFile();
  }
  // A satisfied worker stopped inside of a line; the rest in its buffer is not a line.
  if (input === undefined || worker.satisfied) return { isInterrupted: end.isInterrupted, isGood };
  return { isInterrupted: end.isInterrupted, isGood: settleSource(worker, session, before, end.isWhole, isGood) };
}

/** What a worker had read before a source. */
interface Standing {
  readonly bad: number;
  readonly records: number;
}

/** Ends a source; returns whether it `isGood` still: a source that is all bad lines is reported. */
export function settleSource(
  worker: Worker,
  session: Session,
  before: Standing,
  isWhole: boolean,
  isGood: boolean,
): boolean {
  if (isWhole) worker.endSource();
  else worker.leaveSource();
  const isAllBad = session.badLines > before.bad && worker.counts().records === before.records;
  if (isGood && isAllBad) session.context.failed(session.source, "none of its lines is a record");
  return isGood && !isAllBad;
}

type WatchedSink = ByteSink & Pick<Worker, "awaitsFinal" | "waits">;

/** The worker, but a source whose first bytes cannot be records throws InputError: otherwise every line would be bad. */
export function guarded(worker: Worker): WatchedSink {
  let isFirst = true;
  return {
    room: () => worker.room(),
    advance(length) {
      const problem = isFirst ? worker.objection?.(worker.room().subarray(0, length)) : undefined;
      if (problem !== undefined) throw new InputError(problem.problem, problem.advice);
      isFirst = false;
      worker.advance(length);
    },
    flush: () => worker.flush(),
    idle: () => worker.idle?.(),
    pending: () => worker.pending?.(),
    get satisfied() {
      return worker.satisfied;
    },
    get awaitsFinal() {
      return worker.awaitsFinal === true;
    },
    waits: worker.waits === true,
  };
}

interface DrainEnd {
  /** The input was read to its end. */
  readonly isWhole: boolean;
  readonly isInterrupted: boolean;
}

async function drainInput(
  input: Input,
  worker: WatchedSink,
  host: Host,
  signals: Interruption | undefined,
): Promise<DrainEnd> {
  if (signals !== undefined) return await drainWatched(signals, signals.wrap(input), worker);
  if (input.nextChunk !== undefined) return await drainPipe(input, worker, host);
  drain(input, worker);
  return { isWhole: true, isInterrupted: false };
}

/**
 * Drains a pipe for a worker that holds nothing back, so that a signal may end the process at any time. Signals are
 * watched for only until the first bytes come: until then the writer of the pipe, which had the same Ctrl-C, may hold back
 * results that it now writes. Where the first bytes have interim results, the final ones are still to come.
 */
async function drainPipe(input: Input, worker: WatchedSink, host: Host): Promise<DrainEnd> {
  const signals = new SignalWatcher(host);
  const watched = signals.wrap(input);
  const arrival = await watched.wait?.();
  if (arrival === "interrupted" || signals.isRaised) return await drainWatched(signals, watched, worker);
  if (worker.waits === true) signals.stop();
  const length = watched.read(worker.room());
  if (length > 0) worker.advance(length);
  if (length > 0 && worker.awaitsFinal === true) return await drainWatched(signals, watched, worker);
  signals.stop();
  if (length > 0) drain(watched, worker);
  return { isWhole: true, isInterrupted: false };
}

async function drainWatched(signals: Interruption, input: Input, worker: ByteSink): Promise<DrainEnd> {
  const isWhole = await drainUntilInterrupted(input, worker);
  return { isWhole, isInterrupted: signals.isRaised };
}
