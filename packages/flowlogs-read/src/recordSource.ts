// Any source as a readable stream of records. A thread does the reading; it waits while the program takes nothing, and ends,
// with its files, sockets and threads, when the program leaves the stream.
import { addAbortSignal, Readable } from "node:stream";
import { Worker as NodeThread } from "node:worker_threads";
import { exit, type SourceContext } from "@flowlogs/cli";
import {
  BadLineAccount,
  checkedOptions,
  FlowlogsError,
  isOurs,
  programError,
  type RecordReadable,
  recordsOf,
} from "@flowlogs/cli/streams";
import { Backpressure } from "@flowlogs/sources/threads/backpressure";
import { fromMessage } from "@flowlogs/sources/threads/errorTransfer";
import { command } from "./command.ts";
import type { ReadEvent, ReadTask } from "./events.ts";

/** Bytes that the stream holds for its reader. */
const HELD = 65_536;
/** Milliseconds that a thread has to end by itself, to close what is open; and if it has a state to write. */
const GRACE = 500;
const GRACE_WITH_STATE = 5000;

export class RecordSource extends Readable {
  readonly [isOurs] = true;
  readonly #account: BadLineAccount;
  readonly #task: ReadTask;
  readonly #backpressure: Backpressure;
  readonly #events: ReadEvent[] = [];
  #thread: NodeThread | undefined;
  #isRead = false;
  #counts = { lines: 0, records: 0 };
  #isOver = false;
  #error: Error | undefined;

  /** Throws OptionError. */
  constructor(given: object) {
    super({ highWaterMark: HELD });
    const { stream } = checkedOptions(command, given);
    const { onBadLine: _, signal: __, ...options }: Record<string, unknown> = { ...given };
    this.#task = { options, backpressure: Backpressure.share() };
    this.#backpressure = new Backpressure(this.#task.backpressure);
    this.#account = new BadLineAccount(command.name, stream, this);
    if (stream.signal !== undefined) addAbortSignal(stream.signal, this);
  }

  /** The records as objects: an object-mode stream that can also be iterated over. */
  records(): RecordReadable {
    return recordsOf(this);
  }

  override _read(): void {
    this.#isRead = true;
    this.#thread ??= this.#start();
    this.#deliver();
  }

  /** An error at the end waits until all good results are read. */
  override read(size?: number): ReturnType<Readable["read"]> {
    const chunk: unknown = super.read(size);
    if (this.#error !== undefined && this.readableLength === 0) process.nextTick(() => this.destroy(this.#error));
    return chunk;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.#close().then(() => done(error));
  }

  #start(): NodeThread {
    const thread = new NodeThread(new URL("./readThread.js", import.meta.url), {
      workerData: this.#task,
      // Those of the program may be for its main file only, such as --input-type.
      execArgv: [],
    });
    thread.on("message", (event: ReadEvent) => {
      this.#events.push(event);
      this.#deliver();
    });
    thread.on("error", (error) => this.destroy(programError(command.name, error)));
    thread.on("exit", () => {
      this.#thread = undefined;
      if (this.#isOver || this.destroyed || this.#events.some(isLast)) return;
      this.destroy(new FlowlogsError("internal", `${command.name}: its thread ended too early`));
    });
    return thread;
  }

  /** Ends the thread: it may finish what it must, and is stopped if that takes long. */
  async #close(): Promise<void> {
    const thread = this.#thread;
    if (thread === undefined) return;
    const ended = new Promise<void>((resolve) => void thread.once("exit", () => resolve()));
    this.#backpressure.end();
    this.#backpressure.release();
    thread.postMessage("end");
    const timer = setTimeout(() => void thread.terminate(), "state" in this.#task.options ? GRACE_WITH_STATE : GRACE);
    await ended;
    clearTimeout(timer);
  }

  /** Takes events as long as the reader takes their bytes. */
  #deliver(): void {
    while (this.#isRead && !this.destroyed && !this.#isOver) {
      const event = this.#events.shift();
      if (event === undefined) return;
      this.#take(event);
      this.#backpressure.release();
    }
  }

  #take(event: ReadEvent): void {
    switch (event.kind) {
      case "bytes":
        this.#isRead = this.push(event.bytes);
        break;
      case "bad":
        this.#account.add(event.line);
        break;
      case "note":
        this.#account.note(event.text);
        break;
      case "missing":
        this.#account.missing(...event.args);
        break;
      case "failed":
        this.#fail(event.args);
        break;
      case "counts":
        this.#counts = event.counts;
        break;
      case "fault":
        this.destroy(programError(command.name, fromMessage(event.fault)));
        break;
      case "done":
        this.#end();
    }
  }

  #fail([source, what, advice, code]: Parameters<SourceContext["failed"]>): void {
    const kind = code === exit.remote ? "remote" : code === exit.output ? "output" : "input";
    const error = new FlowlogsError(kind, `${command.name}: ${source}: ${what}`, { advice });
    if (!this.#account.fail(error)) this.#account.note(error.message);
  }

  #end(): void {
    this.#isOver = true;
    this.#error = this.#account.verdict(this.#counts);
    if (this.#error === undefined) this.push(null);
    else if (this.readableLength === 0) this.destroy(this.#error);
  }
}

function isLast({ kind }: ReadEvent): boolean {
  return kind === "done" || kind === "fault";
}
