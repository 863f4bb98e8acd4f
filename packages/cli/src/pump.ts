// The loop that brings the bytes of files and standard input to a worker. It is synchronous, so that the results of
// each chunk are written before the next read; backpressure and interruption are the operating system's own.

import { InputError } from "./fault.ts";
import type { Host } from "./host.ts";
import type { Session } from "./session.ts";
import type { Input, Worker } from "./worker.ts";

/** What takes bytes, as a worker does. */
type Taker = Pick<Worker, "room" | "advance" | "flush" | "satisfied">;

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
  // What is left of a source of which enough was seen is no line.
  if (input !== undefined && !worker.satisfied) worker.endSource();
}

/** Brings all bytes of the input to the worker. Results are out before it waits for more; those of input that comes
 *  without a pause are written together, as each small write would wake the next command in the pipe. */
export function drain(input: Input, worker: Taker): void {
  while (!worker.satisfied) {
    let length = input.readNow(worker.room());
    if (length === undefined) {
      worker.flush();
      length = input.read(worker.room());
    }
    if (length === 0) break;
    worker.advance(length);
  }
}

/** Bytes that are read at once where all of them are wanted. */
const PIECE = 1 << 20;

/** All bytes of an input, which is closed then. */
export function readWhole(input: Input): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      let filled = 0;
      while (filled < PIECE) {
        const read = input.read(piece.subarray(filled));
        if (read === 0) break;
        filled += read;
      }
      length += filled;
      pieces.push(piece.subarray(0, filled));
      if (filled < PIECE) return joined(pieces, length);
    }
  } finally {
    input.close();
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Brings bytes that are at hand to the worker; its room may be smaller than they are. */
export function feed(bytes: Uint8Array, worker: Pick<Taker, "room" | "advance" | "satisfied">): void {
  for (let done = 0; done < bytes.length && !worker.satisfied;) {
    const room = worker.room();
    const part = bytes.subarray(done, done + room.length);
    room.set(part);
    worker.advance(part.length);
    done += part.length;
  }
}
