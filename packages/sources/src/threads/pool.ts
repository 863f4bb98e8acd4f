// Reads sources in threads, several at a time, and replays what they report in the order of the sources, as if one had been
// read after the other. What waits for its turn is bounded: a thread stops when too much of its output is waiting.
import { Worker as NodeThread } from "node:worker_threads";
import type { SourceContext } from "@flowlogs/cli";
import type { BufferedSource } from "../reader/open.ts";
import type { ReadCounts } from "../readCounts.ts";
import { Backpressure } from "./backpressure.ts";
import type { FilePart } from "./fileParts.ts";
import type { Event, ErrorMessage, Packet, PartRead, Task } from "./messages.ts";
import { fromMessage } from "./errorTransfer.ts";

/** Maximum sources assigned to a thread: the one that it reads, and the next one. */
const MAX_ASSIGNED = 2;

type ThreadFailure = Extract<Event, { kind: "failed" }>["failure"];

/** A packet of which some events were replayed. */
interface Arrived extends Packet {
  next: number;
}

/** What a thread reads next. */
type ThreadSource = string | BufferedSource | FilePart;

/** A file that is read in parts, as far as they were replayed. */
interface CutFile {
  lines: number;
  /** Where the lines end that were read with the right columns. */
  end: number;
  /** What the columns are has changed: the parts that were read since are wrong. */
  changesColumns: boolean;
  /** The file could not be read further: the parts after that do not count. */
  isDamaged: boolean;
  /** What is wrong with the file: each part may find the same. */
  readonly told: Set<string>;
}

/** A source whose turn comes. */
interface Turn {
  readonly reader: ReaderThread;
  readonly part?: { readonly file: CutFile; readonly to: number } | undefined;
}

/** A thread, and its packets that wait for their turn. */
interface ReaderThread {
  readonly thread: NodeThread;
  readonly backpressure: Backpressure;
  readonly packets: Arrived[];
  fault: ErrorMessage | undefined;
  /** Sources that it has not finished. */
  sources: number;
}

export class Pool {
  readonly #size: number;
  readonly #task: Omit<Task, "backpressure">;
  readonly #threads: ReaderThread[] = [];
  /** In order: the thread that reads a source, or a failure to report. */
  readonly #order: (Turn | ThreadFailure)[] = [];
  /** Of the parts of files, each of which has a count of its own. */
  readonly #counts: ReadCounts[] = [];
  readonly #noted = new Set<string>();
  #wake: () => void = () => {};
  #read = 0;
  #opened = 0;

  /** `size`: the maximum number of threads; each is started when no other is free. */
  constructor(size: number, task: Omit<Task, "backpressure">) {
    this.#size = size;
    this.#task = task;
  }

  /** Assigns a source to a thread; replays others until a thread is free. */
  async read(source: string | BufferedSource, context: SourceContext): Promise<void> {
    // The memory of the bytes is transferred.
    await this.#assign(source, context, typeof source === "string" ? [] : [source.bytes.buffer]);
  }

  /**
   * Reads a file in parts, to its end. Where its lines change what the columns of the next ones are, all after that part
   * are read again, as one.
   */
  async readParts(parts: readonly FilePart[], context: SourceContext): Promise<void> {
    const file: CutFile = { lines: 0, end: 0, changesColumns: false, isDamaged: false, told: new Set() };
    for (const part of parts) {
      if (!file.changesColumns && !file.isDamaged) await this.#assign(part, context, [], { file, to: part.to });
    }
    const last = parts.at(-1);
    if (last?.form === "parquet") return;
    await this.drain(context);
    if (last === undefined || !file.changesColumns || file.end === last.to) return;
    file.changesColumns = false;
    const rest: FilePart = { ...last, from: file.end, head: "all before" };
    await this.#assign(rest, context, [], { file, to: rest.to });
    await this.drain(context);
  }

  async #assign(
    source: ThreadSource,
    context: SourceContext,
    memory: ArrayBuffer[],
    part?: Turn["part"],
  ): Promise<void> {
    let reader = this.#free();
    for (; reader === undefined; reader = this.#free()) await this.#turn(context);
    reader.sources++;
    reader.thread.postMessage(source, memory);
    this.#order.push({ reader, part });
  }

  /** Reports a failure when its turn comes. */
  failed(...failure: ThreadFailure): void {
    this.#order.push(failure);
  }

  /** Approximately how far the threads are. */
  get progress(): { readonly files: number; readonly bytes: number; readonly records: number } {
    const all = this.#threads.map(({ backpressure }) => backpressure.progress);
    const sum = (of: "bytes" | "records"): number => all.reduce((before, one) => before + one[of], 0);
    return { files: this.#read, bytes: sum("bytes"), records: sum("records") };
  }

  /** The number of sources that could be opened. */
  get opened(): number {
    return this.#opened;
  }

  /** Replays all that is under way. */
  async drain(context: SourceContext): Promise<void> {
    while (this.#order.length > 0) await this.#turn(context);
  }

  /** The same; returns what the threads counted. */
  async finish(context: SourceContext): Promise<ReadCounts[]> {
    await this.drain(context);
    const counts = this.#counts;
    for (const reader of this.#threads) reader.thread.postMessage(undefined);
    for (const reader of this.#threads) {
      const done = await this.#replay({ reader }, context);
      if (done !== undefined) counts.push(done);
    }
    return counts;
  }

  /** Tells the threads to stop reading; what they have read is still replayed. */
  end(): void {
    for (const { backpressure } of this.#threads) backpressure.end();
  }

  /** Terminates the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ thread }) => thread.terminate()));
  }

  #start(): ReaderThread {
    const backpressure = Backpressure.share();
    const workerData: Task = { ...this.#task, backpressure };
    const thread = new NodeThread(new URL("./thread.js", import.meta.url), { workerData });
    const reader: ReaderThread = {
      thread,
      backpressure: new Backpressure(backpressure),
      packets: [],
      fault: undefined,
      sources: 0,
    };
    thread.on("message", (packet: Packet) => {
      reader.packets.push({ ...packet, next: 0 });
      for (const { kind } of packet.events) if (kind === "read") reader.sources--;
      this.#wake();
    });
    thread.on("error", ({ message, stack }) => {
      reader.fault = { name: "internal", message, stack };
      this.#wake();
    });
    this.#threads.push(reader);
    return reader;
  }

  /** A thread that can take a source: the one with the least to do, or a new one. */
  #free(): ReaderThread | undefined {
    const [least] = this.#threads.toSorted((a, b) => a.sources - b.sources);
    if (least?.sources === 0) return least;
    if (this.#threads.length < this.#size) return this.#start();
    return least !== undefined && least.sources < MAX_ASSIGNED ? least : undefined;
  }

  /** Replays the source whose turn it is. */
  async #turn(context: SourceContext): Promise<void> {
    const next = this.#order.shift();
    if (next === undefined) return;
    if ("reader" in next) await this.#replay(next, context);
    else context.failed(...next);
  }

  /** Replays the events of a thread up to the end of its source, or up to its own end: then its counts are returned. */
  async #replay({ reader, part }: Turn, context: SourceContext): Promise<ReadCounts | undefined> {
    const isWrong = part !== undefined && (part.file.changesColumns || part.file.isDamaged);
    const linesBefore = part?.file.lines ?? 0;
    for (;;) {
      const packet = reader.packets[0];
      const event = packet?.events[packet.next++];
      if (packet === undefined) {
        if (reader.fault !== undefined) throw fromMessage(reader.fault);
        await new Promise<void>((resolve) => (this.#wake = resolve));
      } else if (event === undefined) {
        reader.packets.shift();
        reader.backpressure.release();
      } else if (event.kind === "read") {
        if (event.part === undefined || event.isOpened) this.#read += 1;
        this.#opened += Number(event.isOpened);
        if (part !== undefined && event.part !== undefined && !isWrong) this.#takePart(event.part, part);
        return undefined;
      } else if (event.kind === "done") return event.counts;
      else if (event.kind === "fault" || !(isWrong || isTold(event, part?.file)))
        this.#do(event, packet.bytes, linesBefore, context);
    }
  }

  #takePart({ counts, lines, changesColumns, isDamaged }: PartRead, { file, to }: NonNullable<Turn["part"]>): void {
    this.#counts.push(counts);
    file.lines += lines;
    file.end = to;
    file.changesColumns = changesColumns;
    file.isDamaged = isDamaged;
  }

  #do(
    event: Exclude<Event, { kind: "read" | "done" }>,
    bytes: Uint8Array,
    linesBefore: number,
    context: SourceContext,
  ): void {
    switch (event.kind) {
      case "bytes":
        context.write(bytes.subarray(event.from, event.to));
        break;
      case "bad":
        context.bad({ ...event.line, line: event.line.line + linesBefore });
        break;
      case "failed":
        context.failed(...event.failure);
        break;
      case "note":
        this.#note(event.text, context);
        break;
      case "fault":
        throw fromMessage(event.fault);
    }
  }

  /** A note about the run, which each thread sends. */
  #note(text: string, context: SourceContext): void {
    if (this.#noted.has(text)) return;
    this.#noted.add(text);
    (context.where ?? context).note(text);
  }
}

/** Whether it is a failure of the file that a part before has reported. */
function isTold(event: Event, file: CutFile | undefined): boolean {
  if (event.kind !== "failed" || file === undefined) return false;
  const text = JSON.stringify(event.failure);
  if (file.told.has(text)) return true;
  file.told.add(text);
  return false;
}
