// Copies bytes into a worker or sink: a whole input, or bytes that are in memory.
import type { Arrival, Input, Worker } from "./contracts.ts";

/** The part of a worker that takes bytes. */
export type ByteSink = Pick<Worker, "room" | "advance" | "flush" | "idle" | "pending" | "satisfied">;

/**
 * Copies all bytes of the input to the worker. Results are written before a read that waits; those of input that comes
 * without a pause are written together, because each small write would wake the next command in the pipe.
 */
export function drain(input: Input, worker: ByteSink): void {
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

/** Does what `drain` does for an input whose waits can be interrupted; false when the run is to end. */
export async function drainUntilInterrupted(input: Input, worker: ByteSink): Promise<boolean> {
  while (!worker.satisfied) {
    let length = input.readNow(worker.room());
    if (length === undefined) {
      worker.flush();
      const arrival = await waitFor(input, worker);
      if (arrival === "interrupted") return false;
      if (arrival === "more") continue;
      length = input.read(worker.room());
    }
    if (length === 0) break;
    worker.advance(length);
    const pending = worker.pending?.();
    if (pending !== undefined) await pending;
    if ((await input.mayContinue?.()) === false) return false;
  }
  return true;
}

/** Milliseconds without input after which a worker is called: a person who waits notices a tenth of a second. */
export const IDLE = 75;

/** Waits for input; where none comes for a while, the worker writes what it holds back only to see more. */
async function waitFor(input: Input, worker: ByteSink): Promise<Arrival | undefined> {
  const arrival = input.wait?.();
  if (arrival === undefined || worker.idle === undefined) return await arrival;
  for (let pause: number | undefined = IDLE; pause !== undefined; pause = worker.idle()) {
    const first = await orPause(arrival, pause);
    if (first !== "pause") return first;
  }
  return await arrival;
}

/** What arrives, or "pause" if that takes longer. */
async function orPause(arrival: Promise<Arrival>, milliseconds: number): Promise<Arrival | "pause"> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<"pause">((resolve) => {
    timer = setTimeout(resolve, milliseconds, "pause");
  });
  const first = await Promise.race([arrival, pause]);
  clearTimeout(timer);
  return first;
}

/** Room for a whole input whose size is not known. */
const FIRST_ROOM = 1 << 20;
/** Bytes that are read at once: the system takes no more than 2^31. */
const MOST_AT_ONCE = 1 << 30;

/** Reads an input to its end and closes it. */
export function readWhole(input: Input): Uint8Array {
  try {
    // With a byte more than the file has, its end is seen without more room.
    let bytes = new Uint8Array((input.size?.() ?? FIRST_ROOM) + 1);
    let length = 0;
    for (;;) {
      const read = input.read(bytes.subarray(length, length + MOST_AT_ONCE));
      if (read === 0) return bytes.subarray(0, length);
      length += read;
      if (length === bytes.length) bytes = withRoom(bytes);
    }
  } finally {
    input.close();
  }
}

/** The same bytes with as much room again. */
function withRoom(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(Math.max(2 * bytes.length, FIRST_ROOM));
  more.set(bytes);
  return more;
}

/** Copies bytes to the worker, in several parts if its room is smaller. */
export function feed(bytes: Uint8Array, worker: Pick<ByteSink, "room" | "advance" | "satisfied">): void {
  for (let done = 0; done < bytes.length && !worker.satisfied;) {
    const room = worker.room();
    const part = bytes.subarray(done, done + room.length);
    room.set(part);
    worker.advance(part.length);
    done += part.length;
  }
}
