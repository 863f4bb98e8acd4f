// Collects lines that come one by one and hands them to the worker in batches: a call for each line would take longer than
// decoding it. A batch has lines of one kind and one origin; lines of log streams that nobody wants are only counted.
import { feed } from "@flowlogs/cli";
import type { LineKind, Origin, ReadWorker } from "@flowlogs/core/stages";

/** The most lines of a batch. */
const MAX_BATCH = 4096;

/** The reason for which `--stats` counts lines of log streams that were not asked for. */
export const OTHER_STREAMS = "other streams";

/** Whether the user wants the events of a log stream; undefined: the stream is not known. */
export type WantsStream = (logStream: string | undefined) => boolean;

export class LineBatcher {
  readonly #worker: ReadWorker;
  readonly #wants: WantsStream | undefined;
  #kind: LineKind = "messages";
  #origin: Origin;
  #lines: string[] = [];

  constructor(worker: ReadWorker, origin: Origin, wants: WantsStream | undefined) {
    this.#worker = worker;
    this.#origin = origin;
    this.#wants = wants;
    worker.use("messages");
  }

  /** Adds a line, without its newline. */
  add(kind: LineKind, line: string, origin: Origin): void {
    if (this.#wants !== undefined && !this.#wants(logStreamOf(origin))) {
      this.passOver(OTHER_STREAMS);
      return;
    }
    if (kind !== this.#kind || !isSame(origin, this.#origin) || this.#lines.length >= MAX_BATCH) this.flush();
    if (kind !== this.#kind) this.#worker.use(kind);
    if (origin !== this.#origin) this.#worker.setOrigin(origin);
    this.#kind = kind;
    this.#origin = origin;
    this.#lines.push(line);
  }

  /** Hands over whole lines of messages as they are, without asking whether their stream is wanted. */
  addWhole(lines: Uint8Array, origin = this.#origin): void {
    this.flush();
    if (!isSame(origin, this.#origin)) this.#worker.setOrigin(origin);
    this.#origin = origin;
    if (this.#kind !== "messages") this.#worker.use("messages");
    this.#kind = "messages";
    feed(lines, this.#worker);
  }

  /** Counts a bad line, after the lines of the batch. */
  skip(reason: string, detail: string, bytes: Uint8Array | undefined): void {
    this.flush();
    this.#worker.skipLine(reason, detail, bytes);
  }

  /** Counts a line that is neither a record nor bad. */
  passOver(reason: string): void {
    this.flush();
    this.#worker.passLine(reason);
  }

  /** Hands the batch to the worker. */
  flush(): void {
    if (this.#lines.length === 0) return;
    feed(Buffer.from(`${this.#lines.join("\n")}\n`), this.#worker);
    this.#lines = [];
  }
}

function logStreamOf({ log_stream: name }: Origin): string | undefined {
  return typeof name === "string" ? name : undefined;
}

function isSame(one: Origin, other: Origin): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
