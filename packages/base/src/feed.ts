// Bringing bytes to what takes them: all of an input, or bytes that are at hand.
import type { Input, Worker } from "./contracts.ts";

/** What takes bytes, as a worker does. */
export type Taker = Pick<Worker, "room" | "advance" | "flush" | "satisfied">;

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

/** The same as drain for an input that says when the run is to end: false then. */
export async function drainUntilTold(input: Input, worker: Taker): Promise<boolean> {
  while (!worker.satisfied) {
    let length = input.readNow(worker.room());
    if (length === undefined) {
      worker.flush();
      const arrival = await input.wait?.();
      if (arrival === "told to end") return false;
      if (arrival === "more") continue;
      length = input.read(worker.room());
    }
    if (length === 0) break;
    worker.advance(length);
    if ((await input.look?.()) === false) return false;
  }
  return true;
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
