// A thread that reads, as the one that started it sees it: what it was sent, and what it has posted. The one that started the
// others can be one of them itself.
import { Worker as NodeThread } from "node:worker_threads";
import { Backpressure } from "./backpressure.ts";
import { newThread } from "./early.ts";
import type { ErrorMessage, Event, NumberedPart, Packet, Task, ThreadSource } from "./messages.ts";
import { openReading, type TakeSource } from "./reading.ts";

/** A packet of which some events were replayed. */
interface Arrived extends Packet {
  next: number;
}

/** A thread, and its packets that wait for their turn. */
export interface ReaderThread {
  send(source: ThreadSource | undefined, memory?: readonly ArrayBuffer[]): void;
  terminate(): Promise<unknown>;
  readonly backpressure: Backpressure;
  readonly packets: Arrived[];
  fault: ErrorMessage | undefined;
  /** Sources that it has not finished. */
  sources: number;
}

/** What a pool's threads are to do. */
export type PoolTask = Omit<Task, "backpressure">;

/** Starts one. `arrived`: told what it has posted; of a fault, nothing. */
export function startReader(task: PoolTask, arrived: (events: readonly Event[]) => void): ReaderThread {
  const backpressure = Backpressure.share();
  const { program } = task.values.stages ?? {};
  const thread = program === undefined ? newThread() : new NodeThread(new URL(program));
  const reader: ReaderThread = {
    send(source, memory = []) {
      if (source !== undefined) reader.sources++;
      thread.postMessage(source, memory);
    },
    terminate: async () => await thread.terminate(),
    backpressure: new Backpressure(backpressure),
    packets: [],
    fault: undefined,
    sources: 0,
  };
  thread.on("message", (packet: Packet) => {
    reader.packets.push({ ...packet, next: 0 });
    for (const { kind } of packet.events) if (kind === "read" || kind === "cut") reader.sources--;
    arrived(packet.events);
  });
  thread.on("error", ({ message, stack }) => {
    reader.fault = { name: "internal", message, stack };
    arrived([]);
  });
  thread.postMessage({ ...task, backpressure } satisfies Task);
  return reader;
}

/** Bytes of results that wait for their turn, from which on this thread reads no further. */
const MOST_WAITING = 8 << 20;

/** The thread that started the others, reading parts of files itself. */
export class OwnReader implements ReaderThread {
  readonly backpressure = new Backpressure(Backpressure.share(), Number.POSITIVE_INFINITY);
  readonly packets: Arrived[] = [];
  readonly fault = undefined;
  readonly sources = 0;
  readonly #take: TakeSource;

  constructor(task: PoolTask) {
    this.#take = openReading(task, this.backpressure, (packet) => this.packets.push({ ...packet, next: 0 }));
  }

  /** Whether there is room for what comes of another part. */
  get hasRoom(): boolean {
    return this.packets.reduce((sum, { bytes }) => sum + bytes.length, 0) < MOST_WAITING;
  }

  async read(part: NumberedPart): Promise<void> {
    await this.#take(part);
  }

  send(): void {
    // Only its end is sent to it: what it is to read, it reads at once.
    void this.#take(undefined);
  }

  async terminate(): Promise<void> {
    // Nothing runs on.
  }
}
