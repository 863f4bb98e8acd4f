// The loop that brings the bytes of files and standard input to a worker. It is synchronous, so that the results of
// each chunk are written before the next read; backpressure and interruption are the operating system's own.

import { InputError } from "./fault.ts";
import type { Host } from "./host.ts";
import type { Session } from "./session.ts";
import type { Input, Worker } from "./worker.ts";

/** Reads the files in order ("-" is standard input) until the worker has seen enough. */
export function pump(worker: Worker, files: readonly string[], host: Host, session: Session): void {
  for (const file of files) {
    if (worker.satisfied) break;
    session.source = file === "-" ? "stdin" : file;
    readSource(worker, file, host, session);
  }
  worker.finish();
  session.context.report(worker.counts());
}

/** A source that cannot be read is reported, and does not keep the others from being read. */
function readSource(worker: Worker, file: string, host: Host, session: Session): void {
  let input: Input | undefined;
  try {
    input = file === "-" ? host.stdin() : host.open(file);
    drain(input, worker);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    session.context.failed(session.source, error.message, error.advice);
  } finally {
    input?.close();
  }
  if (input !== undefined) worker.endSource();
}

function drain(input: Input, worker: Worker): void {
  while (!worker.satisfied) {
    const length = input.read(worker.room());
    if (length === 0) break;
    worker.advance(length);
  }
}
