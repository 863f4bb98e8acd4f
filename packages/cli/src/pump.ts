// The loop that brings the bytes of files and standard input to a worker. It is synchronous, so that the results of
// each chunk are written before the next read; backpressure is the operating system's own, and so is interruption, except
// where results are held back, which are written then.

import { InputError } from "@flowlogs/base/errors";
import type { Host } from "./host.ts";
import { SignalWatcher } from "./signalWatcher.ts";
import type { Session } from "./session.ts";
import type { Input, Interruption, Worker } from "@flowlogs/base/contracts";
import { type Taker, drain, drainUntilTold } from "@flowlogs/base/feed";

/** Reads the files in order ("-" is standard input) until the worker has seen enough, or the run is told to end. */
export async function pump(worker: Worker, files: readonly string[], host: Host, session: Session): Promise<void> {
  const heard = session.context.interruption ?? (worker.holds === true ? new SignalWatcher(host) : undefined);
  let isFaulty = false;
  for (const file of files) {
    session.source = file === "-" ? "stdin" : file;
    const { isTold, isGood } = await readSource(worker, file, host, session, heard);
    isFaulty ||= !isGood;
    if (worker.satisfied || isTold) break;
  }
  await heard?.end();
  // A count of nothing would look like an answer where nothing could be read.
  if (!isFaulty || worker.counts().records > 0) worker.finish();
  session.context.report(worker.counts());
}

/**
 * A source that cannot be read is reported, and does not keep the others from being read. `heard`: signals are, all the
 * time. Whether the run was told to end, and whether the source was as it should be.
 */
async function readSource(
  worker: Worker,
  file: string,
  host: Host,
  session: Session,
  heard: Interruption | undefined,
): Promise<{ readonly isTold: boolean; readonly isGood: boolean }> {
  if (worker.satisfied) return { isTold: false, isGood: true };
  let input: Input | undefined;
  let end = { isWhole: true, isTold: false };
  let isGood = true;
  const [{ records }, { badLines }] = [worker.counts(), session];
  const taker = guarded(worker);
  try {
    input = file === "-" ? host.stdin() : host.open(file);
    if (heard !== undefined) end = await drainHearing(heard, heard.over(input), taker);
    else if (input.arrive === undefined) drain(input, taker);
    else end = await drainPipe(input, taker, host);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    session.context.failed(session.source, error.message, error.advice);
    isGood = false;
  } finally {
    input?.close();
  }
  // What is left of a source of which enough was seen is no line.
  if (input === undefined || worker.satisfied) return { isTold: end.isTold, isGood };
  if (end.isWhole) worker.endSource();
  else worker.leaveSource();
  const isAllBad = session.badLines > badLines && worker.counts().records === records;
  if (isGood && isAllBad) session.context.failed(session.source, "none of its lines is a record");
  return { isTold: end.isTold, isGood: isGood && !isAllBad };
}

/** The worker, but that a source whose first bytes are not of records at all is an error: each of its lines would be. */
function guarded(worker: Worker): Taker {
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
    get satisfied() {
      return worker.satisfied;
    },
  };
}

interface End {
  /** All was read. */
  readonly isWhole: boolean;
  readonly isTold: boolean;
}

/** Drains a pipe for a worker whose results are out at once: signals may end that, as there is nothing to be lost. Only
 *  until the first bytes come, who writes them may be holding back what a signal has it write. */
async function drainPipe(input: Input, worker: Taker, host: Host): Promise<End> {
  const heard = new SignalWatcher(host);
  const first = heard.over(input);
  const arrival = await first.wait?.();
  if (arrival === "told to end" || heard.isRaised) return await drainHearing(heard, first, worker);
  heard.stop();
  drain(first, worker);
  return { isWhole: true, isTold: false };
}

async function drainHearing(heard: Interruption, input: Input, worker: Taker): Promise<End> {
  const isWhole = await drainUntilTold(input, worker);
  return { isWhole, isTold: heard.isRaised };
}
