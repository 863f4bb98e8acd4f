// A stage as a Node stream: bytes or objects in, bytes out, or records by `records()`. It takes no more input than its
// reader lets through: input is worked off in slices, and the next slice comes when the results of the last are read.

import { addAbortSignal, Duplex, Readable } from "node:stream";
import { descriptorInput, openFile } from "../descriptor.ts";
import type { Definition } from "../define.ts";
import { machineMemory } from "../system.ts";
import { temporaryFile } from "../temporaryFile.ts";
import { UsageError } from "@flowlogs/base/errors";
import { feed, readWhole } from "@flowlogs/base/feed";
import type { Context, Worker } from "@flowlogs/base/contracts";
import { BadLineAccount } from "./badLineAccount.ts";
import { FlowlogsError, programError } from "./errors.ts";
import { type CheckedOptions, checkedOptions } from "./options.ts";
import { closed, lineOf, type RecordReadable, recordsOf } from "./records.ts";
import { WaitingOutput } from "./outbox.ts";

/** Bytes that a stage works off at once. */
const SLICE = 65_536;

/** Marks the streams of flowlogs, whichever copy of this file made them. */
export const isOurs = Symbol.for("flowlogs stream");

/** Milliseconds without input after which a stage that writes at certain times is called. */
const IDLE = 100;

type Done = (error?: Error | null) => void;

/** The events of a stream of flowlogs besides those of every stream: "badLine" and "note". */
export class RecordStream extends Duplex {
  readonly [isOurs] = true;
  readonly #command: string;
  readonly #made: Worker | Promise<Worker>;
  /** There before any input: Node waits for `_construct`. */
  #worker!: Worker;
  readonly #account: BadLineAccount;
  readonly #output = new WaitingOutput();
  #input: Uint8Array = new Uint8Array(0);
  #done: Done | undefined;
  #isFirst = true;
  #isEnding = false;
  #isOver = false;
  #isRead = true;
  #isWorking = false;
  /** Work of the stage goes on beside, and is waited for. */
  #isWaiting = false;
  #hasEnded = false;
  #timer: NodeJS.Timeout | undefined;
  #error: Error | undefined;
  readonly #sources = new Set<Readable>();

  constructor(
    command: string,
    create: (context: Context) => Worker | Promise<Worker>,
    options: CheckedOptions["stream"],
  ) {
    super({ writableObjectMode: true, readableHighWaterMark: SLICE });
    this.#command = command;
    this.#account = new BadLineAccount(command, options, this);
    this.#made = create(this.#context());
    this.on("pipe", (source: Readable) => void this.#sources.add(source));
    this.on("unpipe", (source: Readable) => void this.#sources.delete(source));
    if (options.signal !== undefined) addAbortSignal(options.signal, this);
  }

  /** A stage may have to load what it needs. */
  override _construct(done: Done): void {
    const fail = (error: unknown): void => done(programError(this.#command, error));
    Promise.resolve(this.#made).then((worker) => {
      this.#worker = worker;
      done();
    }, fail);
  }

  /** The results as objects: an object-mode stream that can also be iterated over. */
  records(): RecordReadable {
    return recordsOf(this);
  }

  #context(): Context {
    return {
      write: (bytes) => this.#output.add(bytes),
      bad: (line) => this.#account.add(line),
      note: (text) => this.#account.note(text),
      missing: (problem, isVital) => this.#account.missing(problem, isVital),
      temporary: temporaryFile,
      load: (path) => readWhole(descriptorInput(openFile(path))),
      refuse(where, problem) {
        throw new UsageError(problem, where);
      },
      get machineMemory() {
        return machineMemory();
      },
      outputIsTerminal: false,
      columns: 80,
      rows: 24,
      env: process.env,
    };
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    try {
      this.#input = typeof chunk === "string" ? Buffer.from(chunk, encoding) : lineOf(chunk);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#done = done;
    this.#work();
  }

  override _final(done: Done): void {
    this.#isEnding = true;
    this.#done = done;
    this.#work();
  }

  override _read(): void {
    this.#isRead = true;
    this.#work();
  }

  /** An error at the end waits until all good results are read. */
  override read(size?: number): ReturnType<Readable["read"]> {
    const chunk: unknown = super.read(size);
    if (this.#error !== undefined && this.readableLength === 0) process.nextTick(() => this.destroy(this.#error));
    return chunk;
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#timer);
    this.#output.close();
    // `pipe` would let them wait for ever, with their threads and sockets.
    const ours = [...this.#sources].filter((source) => isOurs in source);
    for (const source of ours) source.destroy();
    void Promise.all(ours.map(closed)).then(() => done(error));
  }

  /** Goes on as long as the reader takes what comes of it. */
  #work(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      while (this.#isRead && !this.#isWaiting && !this.destroyed && this.#step());
    } catch (error) {
      this.destroy(programError(this.#command, error));
    }
    this.#isWorking = false;
  }

  /** Does the next thing; false when there is none before more input comes. */
  #step(): boolean {
    const piece = this.#output.take();
    if (piece !== undefined) {
      this.#isRead = this.push(piece);
      return true;
    }
    if (this.#input.length > 0 && !this.#isOver) {
      this.#feed();
      return true;
    }
    if (this.#isEnding && !this.#isOver) {
      this.#finish();
      return true;
    }
    this.#input = new Uint8Array(0);
    this.#release();
    // Whoever was asked for more may have written it already.
    return this.#done !== undefined;
  }

  #feed(): void {
    const slice = this.#input.subarray(0, SLICE);
    this.#input = this.#input.subarray(SLICE);
    const problem = this.#isFirst ? this.#worker.objection?.(slice) : undefined;
    if (problem !== undefined) {
      throw new FlowlogsError("input", `${this.#command}: ${problem.problem}`, { advice: problem.advice });
    }
    this.#isFirst = false;
    feed(slice, this.#worker);
    this.#worker.flush();
    this.#waitFor(this.#worker.pending?.());
    // What is still written to a stage that has seen enough is discarded.
    if (this.#worker.satisfied) this.#finish();
  }

  #finish(): void {
    this.#worker.endSource();
    this.#worker.finish();
    this.#isOver = true;
    this.#waitFor(this.#worker.settle?.());
  }

  #waitFor(work: Promise<void> | undefined): void {
    if (work === undefined) return;
    this.#isWaiting = true;
    const goOn = (): void => {
      this.#isWaiting = false;
      this.#work();
    };
    work.then(goOn, (error: unknown) => this.destroy(programError(this.#command, error)));
  }

  /** All that came of the input is read: asks for more, or ends. */
  #release(): void {
    const done = this.#done;
    this.#done = undefined;
    if (this.#isOver && !this.#hasEnded) this.#end();
    if (this.#error === undefined) done?.();
    if (!this.#isOver && this.#worker.isTimely === true) this.#callAgain(IDLE);
  }

  /** Stages that write at certain times do so without input too. */
  #callAgain(pause: number | undefined): void {
    clearTimeout(this.#timer);
    if (pause === undefined) return;
    this.#timer = setTimeout(() => {
      if (this.destroyed || this.#isOver) return;
      const next = this.#worker.idle?.();
      this.#work();
      this.#callAgain(next);
    }, pause);
    this.#timer.unref();
  }

  #end(): void {
    this.#hasEnded = true;
    this.#error = this.#account.verdict(this.#worker.counts());
    if (this.#error === undefined) this.push(null);
    else if (this.readableLength === 0) this.destroy(this.#error);
  }
}

/** The stream of a command's stage. Throws OptionError for options that are wrong. */
export function stageStream(
  command: Definition,
  stage: (values: never, context: Context) => Worker | Promise<Worker>,
  given: unknown,
): RecordStream {
  const { values, stream } = checkedOptions(command, given);
  try {
    return new RecordStream(command.name, (context) => stage(values, context), stream);
  } catch (error) {
    throw programError(command.name, error);
  }
}
