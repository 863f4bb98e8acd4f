// Reads sources in threads, several at a time, and replays what they report in the order of the sources, as if one had been
// read after the other. What waits for its turn is bounded: a thread stops when too much of its output is waiting.
import { Unmergeable } from "@flowlogs/base/errors";
import type { SourceContext } from "@flowlogs/cli";
import type { BufferedSource } from "../reader/open.ts";
import type { ReadCounts } from "../readCounts.ts";
import type { FilePart } from "./fileParts.ts";
import { CUT, type Event, type NumberedPart, type PartRead, type ThreadSource } from "./messages.ts";
import { OwnReader, type PoolTask, type ReaderThread, startReader } from "./readerThread.ts";
import { fromMessage } from "./errorTransfer.ts";
import { addPart, type CutFile, isTold, movedBy, WaitingParts } from "./waitingParts.ts";

/** Maximum sources assigned to a thread: the one that it reads, and the next one. */
const MAX_ASSIGNED = 2;
/** Sources of which a thread makes one set of states: bytes of log, estimated, and how many they are at most. */
const SET_BYTES = 16 << 20;
const SET_SOURCES = 256;

type ThreadFailure = Extract<Event, { kind: "failed" }>["failure"];

/** A source whose turn comes. */
interface Turn {
  readonly reader: ReaderThread;
  readonly part?: { readonly file: CutFile; readonly to: number } | undefined;
}

export class Pool {
  readonly #size: number;
  readonly #task: PoolTask;
  readonly #threads: ReaderThread[] = [];
  /** In order: the thread that reads a source, or a failure to report. */
  readonly #order: (Turn | ThreadFailure)[] = [];
  /** Of the parts of files, each of which has a count of its own. */
  readonly #counts: ReadCounts[] = [];
  readonly #noted = new Set<string>();
  /** Of the file that is read. */
  #waiting: WaitingParts | undefined;
  /** This thread, as one of those that read parts. */
  #own: OwnReader | undefined;
  /** How often the parts of a file were begun. */
  #files = 0;
  #wake: () => void = () => {};
  #read = 0;
  #opened = 0;
  /** The thread that goes on with the set of states that is open, and what that is of. */
  #set: { readonly reader: ReaderThread; bytes: number; sources: number } | undefined;
  #unmergeable: string | undefined;
  #isEnded = false;

  /** `size`: the maximum number of threads; each is started when no other is free. */
  constructor(size: number, task: PoolTask) {
    this.#size = size;
    this.#task = task;
  }

  /** Assigns a source, of about so many bytes of log, to a thread; replays others until a thread is free. */
  async read(source: string | BufferedSource, size: number, context: SourceContext): Promise<void> {
    // The memory of the bytes is transferred.
    const reader = await this.#assign(source, context, typeof source === "string" ? [] : [source.bytes.buffer]);
    if (!this.#makesStates) return;
    this.#set ??= { reader, bytes: 0, sources: 0 };
    this.#set.bytes += size;
    this.#set.sources++;
    if (this.#set.bytes >= SET_BYTES || this.#set.sources === SET_SOURCES) this.#cut();
  }

  /**
   * Reads a file in parts, to its end. Where its lines change what the columns of the next ones are, all after that part
   * are read again, as one.
   */
  async readParts(parts: readonly FilePart[], context: SourceContext): Promise<void> {
    this.#cut();
    const waiting = (this.#waiting = new WaitingParts(parts, ++this.#files));
    const { file } = waiting;
    while (waiting.hasMore) await this.#turn(context);
    const last = parts.at(-1);
    if (last?.form === "parquet") return;
    await this.drain(context);
    if (last === undefined || !file.changesColumns || file.isEnded || file.end === last.to) return;
    file.changesColumns = false;
    const rest: NumberedPart = { ...last, from: file.end, head: "all before", file: ++this.#files };
    await this.#assign(rest, context, [], { file, to: rest.to });
    await this.drain(context);
  }

  /** Gives waiting parts to threads that have little to do. */
  #feed(): void {
    for (let waiting = this.#waiting; waiting?.hasMore === true; waiting = this.#waiting) {
      const reader = this.#free(this.#readsItself ? this.#size - 1 : this.#size);
      const part = reader && waiting.take();
      if (reader === undefined || part === undefined) return;
      reader.send(part);
      this.#order.push({ reader, part: { file: waiting.file, to: part.to } });
      if (!this.#makesStates) continue;
      this.#set = { reader, bytes: part.to - part.from, sources: 1 };
      this.#cut();
    }
  }

  /**
   * Reads a waiting part here; false when there is none, or no room for what comes of it. This thread has nothing else to do while
   * it waits for the others, and to start one more takes longer: 60 ms of processor time.
   */
  async #readPart(): Promise<boolean> {
    const waiting = this.#waiting;
    if (waiting === undefined || !this.#readsItself || this.#own?.hasRoom === false) return false;
    const part = waiting.take();
    if (part === undefined) return false;
    this.#own ??= new OwnReader(this.#task);
    this.#order.push({ reader: this.#own, part: { file: waiting.file, to: part.to } });
    await this.#own.read(part);
    // Lets packets of the threads arrive.
    await new Promise((resolve) => setImmediate(resolve));
    return true;
  }

  /** Only commands of their own need threads: their program is that of a thread. */
  get #readsItself(): boolean {
    return !this.#makesStates && this.#size > 1;
  }

  async #assign(
    source: ThreadSource,
    context: SourceContext,
    memory: ArrayBuffer[],
    part?: Turn["part"],
  ): Promise<ReaderThread> {
    // Each set of states is of sources that follow each other; but no thread is to be without one.
    if (this.#threads.length < this.#size) this.#cut();
    let reader = this.#set?.reader ?? this.#free();
    for (; reader === undefined; reader = this.#free()) await this.#turn(context);
    reader.send(source, memory);
    this.#order.push({ reader, part });
    return reader;
  }

  get #makesStates(): boolean {
    return this.#task.values.stages !== undefined;
  }

  /** Closes the set of states that is open. */
  #cut(): void {
    if (this.#set === undefined) return;
    const { reader } = this.#set;
    this.#set = undefined;
    reader.send(CUT);
    this.#order.push({ reader });
  }

  /** Reports a failure when its turn comes. */
  failed(...failure: ThreadFailure): void {
    this.#order.push(failure);
  }

  /** Approximately how far the threads are. */
  get progress(): { readonly files: number; readonly bytes: number; readonly records: number } {
    const all = this.#readers.map(({ backpressure }) => backpressure.progress);
    const sum = (of: "bytes" | "records"): number => all.reduce((before, one) => before + one[of], 0);
    return { files: this.#read, bytes: sum("bytes"), records: sum("records") };
  }

  /** The number of sources that could be opened. */
  get opened(): number {
    return this.#opened;
  }

  /** Replays all that is under way. */
  async drain(context: SourceContext): Promise<void> {
    this.#cut();
    while (this.#order.length > 0) await this.#turn(context);
  }

  /** The same; returns what the threads counted. */
  async finish(context: SourceContext): Promise<ReadCounts[]> {
    await this.drain(context);
    const counts = this.#counts;
    const readers = this.#readers;
    for (const reader of readers) reader.send(undefined);
    for (const reader of readers) {
      const done = await this.#replay({ reader }, context);
      if (done !== undefined) counts.push(done);
    }
    return counts;
  }

  /** Tells the threads to stop reading; what they have read is still replayed. */
  end(): void {
    this.#isEnded = true;
    for (const { backpressure } of this.#readers) backpressure.end();
  }

  /** Terminates the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => await thread.terminate()));
  }

  #start(): ReaderThread {
    const reader = startReader(this.#task, (events) => {
      this.#unmergeable ??= events.find((event) => event.kind === "unmergeable")?.why;
      this.#wake();
    });
    this.#threads.push(reader);
    return reader;
  }

  get #readers(): readonly ReaderThread[] {
    return this.#own === undefined ? this.#threads : [...this.#threads, this.#own];
  }

  /** A thread that can take a source: the one with the least to do, or a new one, if there are fewer than `size`. */
  #free(size = this.#size): ReaderThread | undefined {
    const [least] = this.#threads.toSorted((a, b) => a.sources - b.sources);
    if (least?.sources === 0) return least;
    if (this.#threads.length < size) return this.#start();
    return least !== undefined && least.sources < MAX_ASSIGNED ? least : undefined;
  }

  /** Replays the source whose turn it is. */
  async #turn(context: SourceContext): Promise<void> {
    this.#feed();
    const next = this.#order.shift();
    if (next === undefined) return;
    if ("reader" in next) await this.#replay(next, context);
    else context.failed(...next);
  }

  /** Replays the events of a thread up to the end of its source, or up to its own end: then its counts are returned. */
  async #replay({ reader, part }: Turn, context: SourceContext): Promise<ReadCounts | undefined> {
    const isWrong = part !== undefined && (part.file.changesColumns || part.file.isEnded);
    const { lines = 0, bytes = 0 } = part?.file ?? {};
    for (;;) {
      // Of a run that ends early it is no more asked what all of it would say.
      if (this.#unmergeable !== undefined && !this.#isEnded) throw new Unmergeable(this.#unmergeable);
      const packet = reader.packets[0];
      const event = packet?.events[packet.next++];
      if (packet === undefined) {
        if (reader.fault !== undefined) throw fromMessage(reader.fault);
        this.#feed();
        if (!(await this.#readPart())) await new Promise<void>((resolve) => (this.#wake = resolve));
      } else if (event === undefined) {
        reader.packets.shift();
        await context.interruption?.mayContinue(); // what takes the records may have much to do
        reader.backpressure.release();
      } else if (event.kind === "read") {
        if (event.part === undefined || event.isOpened) this.#read += 1;
        this.#opened += Number(event.isOpened);
        if (part !== undefined && event.part !== undefined && !isWrong) this.#takePart(event.part, part);
        return undefined;
      } else if (event.kind === "cut") return undefined;
      else if (event.kind === "done") return event.counts;
      else if (event.kind === "fault" || !(isWrong || isTold(event, part?.file)))
        this.#do(event, packet.bytes, { lines, bytes }, context);
    }
  }

  #takePart(read: PartRead, { file, to }: NonNullable<Turn["part"]>): void {
    const { counts, changesColumns, endsFile } = read;
    this.#counts.push(counts);
    addPart(file, read, to);
    if (!this.#makesStates || this.#isEnded) return;
    // Of the parts after it there are states already, that do not count.
    if (changesColumns) throw new Unmergeable("the columns change within a file");
    if (endsFile) throw new Unmergeable("a file cannot be read in parts up to its end");
  }

  #do(
    event: Exclude<Event, { kind: "read" | "cut" | "done" }>,
    bytes: Uint8Array,
    before: Pick<CutFile, "lines" | "bytes">,
    context: SourceContext,
  ): void {
    switch (event.kind) {
      case "bytes":
        context.write(bytes.subarray(event.from, event.to));
        break;
      case "bad":
        context.bad(movedBy(before, event.line));
        break;
      case "failed":
        context.failed(...event.failure);
        break;
      case "note":
        this.#note(event.text, context);
        break;
      case "unmergeable":
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
