// A thread that reads, as the one that started it sees it: what it was sent, and what it has posted.
import { Worker as NodeThread } from "node:worker_threads";
import { Backpressure } from "./backpressure.ts";
import type { ErrorMessage, Event, Packet, Task } from "./messages.ts";

/** A packet of which some events were replayed. */
interface Arrived extends Packet {
  next: number;
}

/** A thread, and its packets that wait for their turn. */
export interface ReaderThread {
  readonly thread: NodeThread;
  readonly backpressure: Backpressure;
  readonly packets: Arrived[];
  fault: ErrorMessage | undefined;
  /** Sources that it has not finished. */
  sources: number;
}

/** Starts one. `arrived`: told what it has posted; of a fault, nothing. */
export function startReader(
  task: Omit<Task, "backpressure">,
  arrived: (events: readonly Event[]) => void,
): ReaderThread {
  const backpressure = Backpressure.share();
  const workerData: Task = { ...task, backpressure };
  const { program } = task.values.stages ?? {};
  const own = new URL("./thread.js", import.meta.url);
  const reader: ReaderThread = {
    thread: new NodeThread(program === undefined ? own : new URL(program), { workerData }),
    backpressure: new Backpressure(backpressure),
    packets: [],
    fault: undefined,
    sources: 0,
  };
  reader.thread.on("message", (packet: Packet) => {
    reader.packets.push({ ...packet, next: 0 });
    for (const { kind } of packet.events) if (kind === "read" || kind === "cut") reader.sources--;
    arrived(packet.events);
  });
  reader.thread.on("error", ({ message, stack }) => {
    reader.fault = { name: "internal", message, stack };
    arrived([]);
  });
  return reader;
}
