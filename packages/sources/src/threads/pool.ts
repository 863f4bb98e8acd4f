// Reads sources in threads, several at a time, and writes what comes of them in the order of the sources, as if one had
// been read after the other. What waits for its turn is bounded: a thread stops when too much of it is under way.
import { Worker as Thread } from "node:worker_threads";
import type { SourceContext } from "@flowlogs/cli";
import type { BufferedSource } from "../reader/open.ts";
import type { ReadCounts } from "../readCounts.ts";
import { Backpressure } from "./backpressure.ts";
import type { Event, ErrorMessage, Packet, Task } from "./messages.ts";
import { fromFault } from "./errorTransfer.ts";

/** Sources that a thread has before it: one that it reads, and the next one. */
const SOURCES = 2;

type ThreadFailure = Extract<Event, { kind: "failed" }>["said"];

/** A packet that came and is worked off up to one of its events. */
interface Arrived extends Packet {
  next: number;
}

/** A thread, and what came from it and waits for its turn. */
interface Hand {
  readonly thread: Thread;
  readonly credit: Backpressure;
  readonly packets: Arrived[];
  fault: ErrorMessage | undefined;
  /** Sources that it has not read yet. */
  sources: number;
}

export class Pool {
  readonly #size: number;
  readonly #task: Omit<Task, "credit">;
  readonly #hands: Hand[] = [];
  /** In order: by whom a source is read, or what is said of it. */
  readonly #order: (Hand | ThreadFailure)[] = [];
  readonly #said = new Set<string>();
  #wake: () => void = () => {};
  #read = 0;
  #opened = 0;

  /** `size`: threads at most; each is started when there is no other for a source. */
  constructor(size: number, task: Omit<Task, "credit">) {
    this.#size = size;
    this.#task = task;
  }

  /** Hands out a source, and works off others until somebody is free for it. */
  async read(source: string | BufferedSource, context: SourceContext): Promise<void> {
    let hand = this.#free();
    for (; hand === undefined; hand = this.#free()) await this.#turn(context);
    hand.sources++;
    // The memory of the bytes goes along.
    hand.thread.postMessage(source, typeof source === "string" ? [] : [source.bytes.buffer]);
    this.#order.push(hand);
  }

  /** Says something when its turn comes. */
  failed(...said: ThreadFailure): void {
    this.#order.push(said);
  }

  /** How far the threads are, about. */
  get progress(): { readonly files: number; readonly bytes: number; readonly records: number } {
    const all = this.#hands.map(({ credit }) => credit.progress);
    const sum = (of: "bytes" | "records"): number => all.reduce((before, one) => before + one[of], 0);
    return { files: this.#read, bytes: sum("bytes"), records: sum("records") };
  }

  /** How many sources were read, and not only found. */
  get opened(): number {
    return this.#opened;
  }

  /** Works off all that is under way. */
  async drain(context: SourceContext): Promise<void> {
    while (this.#order.length > 0) await this.#turn(context);
  }

  /** The same, and what the threads counted. */
  async finish(context: SourceContext): Promise<ReadCounts[]> {
    await this.drain(context);
    const counts: ReadCounts[] = [];
    for (const hand of this.#hands) hand.thread.postMessage(undefined);
    for (const hand of this.#hands) {
      const done = await this.#replay(hand, context);
      if (done !== undefined) counts.push(done);
    }
    return counts;
  }

  /** Has the threads leave what they read where they are; what came of it is still worked off. */
  end(): void {
    for (const { credit } of this.#hands) credit.end();
  }

  /** Ends the threads wherever they are. */
  async close(): Promise<void> {
    await Promise.all(this.#hands.map(({ thread }) => thread.terminate()));
  }

  #start(): Hand {
    const credit = Backpressure.share();
    const workerData: Task = { ...this.#task, credit };
    const thread = new Thread(new URL("./thread.js", import.meta.url), { workerData });
    const hand: Hand = { thread, credit: new Backpressure(credit), packets: [], fault: undefined, sources: 0 };
    thread.on("message", (packet: Packet) => {
      hand.packets.push({ ...packet, next: 0 });
      for (const { kind } of packet.events) if (kind === "read") hand.sources--;
      this.#wake();
    });
    thread.on("error", ({ message, stack }) => {
      hand.fault = { name: "internal", message, stack };
      this.#wake();
    });
    this.#hands.push(hand);
    return hand;
  }

  /** The one with the least to do, if it is not too much. */
  #free(): Hand | undefined {
    const [least] = this.#hands.toSorted((a, b) => a.sources - b.sources);
    if (least?.sources === 0) return least;
    if (this.#hands.length < this.#size) return this.#start();
    return least !== undefined && least.sources < SOURCES ? least : undefined;
  }

  /** Works off the source whose turn it is. */
  async #turn(context: SourceContext): Promise<void> {
    const next = this.#order.shift();
    if (next === undefined) return;
    if ("thread" in next) await this.#replay(next, context);
    else context.failed(...next);
  }

  /** Does what a thread says, up to the end of its source, or to its own, of which it gives the counts. */
  async #replay(hand: Hand, context: SourceContext): Promise<ReadCounts | undefined> {
    for (;;) {
      const packet = hand.packets[0];
      const event = packet?.events[packet.next++];
      if (packet === undefined) {
        if (hand.fault !== undefined) throw fromFault(hand.fault);
        await new Promise<void>((resolve) => (this.#wake = resolve));
      } else if (event === undefined) {
        hand.packets.shift();
        hand.credit.give();
      } else if (event.kind === "read") {
        this.#read += 1;
        this.#opened += Number(event.isOpened);
        return undefined;
      } else if (event.kind === "done") return event.counts;
      else this.#do(event, packet.bytes, context);
    }
  }

  #do(event: Exclude<Event, { kind: "read" | "done" }>, bytes: Uint8Array, context: SourceContext): void {
    switch (event.kind) {
      case "bytes":
        context.write(bytes.subarray(event.from, event.to));
        break;
      case "bad":
        context.bad(event.line);
        break;
      case "failed":
        context.failed(...event.said);
        break;
      case "note":
        this.#note(event.text, context);
        break;
      case "fault":
        throw fromFault(event.fault);
    }
  }

  /** A remark on the run, which each thread makes. */
  #note(text: string, context: SourceContext): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    context.note(text);
  }
}
