// A command of a chain that takes the output of the one before it, and what several take at once.
import type { Request } from "./argv.ts";
import type { Command } from "./define.ts";
import type { Host } from "./host.ts";
import { IdleTimer } from "./idleTimer.ts";
import { concludeRun, guarded, handOnCompleteLine, settleSource } from "./pump.ts";
import { reportError } from "./report.ts";
import type { ErrorFormat } from "./reporter.ts";
import { Session } from "./session.ts";
import { ClosedOutput, InputError } from "@flowlogs/base/errors";
import { type ByteSink, feed } from "@flowlogs/base/feed";
import type { Counts, Worker } from "@flowlogs/base/contracts";

/** A command of the chain with its parsed arguments. */
export interface Link {
  readonly command: Command;
  readonly request: Request;
  /** The words that it was parsed from. */
  readonly words?: readonly string[] | undefined;
  /** The error with the place of this command, where it is one of a text. */
  readonly placed?: ((error: unknown) => unknown) | undefined;
  /** Told at its end what it read and wrote; not for the first one. */
  readonly ended?: (counts: Counts) => void;
}

/** What takes the output of a command. */
export interface Taker {
  /** Throws ClosedOutput when no more bytes are wanted. */
  write(bytes: Uint8Array): void;
  end(): void;
}

/** A host whose output is the next command. */
export function innerHost(host: Host, target: Taker): Host {
  const inner: Pick<Host, "write" | "outputIsTerminal" | "appendedOutput" | "syncOutput"> = {
    write: (bytes) => target.write(bytes),
    outputIsTerminal: false,
    appendedOutput: () => undefined,
    syncOutput: () => {},
  };
  // Not spread: that would evaluate getters that few runs need.
  return Object.create(host, Object.getOwnPropertyDescriptors(inner));
}

/** Gives the same bytes to several, which are ended one after the other. */
export class Split implements Taker {
  readonly #takers: readonly Taker[];
  readonly #closed = new Set<Taker>();

  constructor(takers: readonly Taker[]) {
    this.#takers = takers;
  }

  write(bytes: Uint8Array): void {
    for (const taker of this.#takers) if (!this.#closed.has(taker)) this.#give(taker, bytes);
    if (this.#closed.size === this.#takers.length) throw new ClosedOutput();
  }

  end(): void {
    for (const taker of this.#takers) taker.end();
  }

  #give(taker: Taker, bytes: Uint8Array): void {
    try {
      taker.write(bytes);
    } catch (error) {
      if (!(error instanceof ClosedOutput)) throw error;
      this.#closed.add(taker);
    }
  }
}

/** What is around a command of the chain. */
interface LinkPlace {
  /** The one that takes its output; none: that is the output of all. */
  readonly next: Taker | undefined;
  /** Takes its exit code. */
  readonly done: (code: number) => void;
}

/** A command that takes the output of the one before it. */
export class Receiver implements Taker {
  readonly worker: Worker;
  /** Keys that the records had before those that nobody looks at were left out. */
  knownKeys: readonly string[] = [];
  readonly #command: Command;
  readonly #errors: ErrorFormat;
  readonly #host: Host;
  readonly #session: Session;
  readonly #sink: ByteSink;
  readonly #place: LinkPlace;
  readonly #ended: Link["ended"];
  #isDone = false;
  #settling: Promise<void> | undefined;
  readonly #idleTimer: IdleTimer | undefined;

  private constructor(
    { command, request, ended }: Link,
    worker: Worker,
    session: Session,
    host: Host,
    place: LinkPlace,
  ) {
    this.worker = worker;
    this.#command = command;
    this.#errors = request.common.errors;
    this.#ended = ended;
    this.#host = host;
    this.#session = session;
    this.#sink = guarded(worker);
    this.#place = place;
    // The others write what they hold back only to see more of it when more comes, or nothing more.
    if (worker.settle !== undefined) this.#idleTimer = new IdleTimer(() => this.#idle());
  }

  /** Undefined: the call of the command is wrong, which was reported. */
  static async open(link: Link, host: Host, place: LinkPlace): Promise<Receiver | undefined> {
    const { command, request, placed = (error): unknown => error } = link;
    if (command.reads !== "records") throw new Error(`${command.name} does not read records`);
    const { default: stage } = await command.load();
    const session = new Session(command.name, request.common, host, request.configuration.named);
    const knownKeys = (): readonly string[] => receiver?.knownKeys ?? [];
    let receiver: Receiver | undefined;
    try {
      const worker = await stage(request.values, Object.assign(session.context, { knownKeys }));
      receiver = new Receiver(link, worker, session, host, place);
      return receiver;
    } catch (error) {
      reportError(command, placed(error), request.common.errors, host);
      return undefined;
    }
  }

  get holds(): boolean {
    return this.worker.holds === true;
  }

  /** Throws ClosedOutput when no more bytes are wanted. */
  write(bytes: Uint8Array): void {
    if (this.#isDone) throw new ClosedOutput();
    try {
      feed(bytes, this.#sink);
      this.worker.flush();
      this.#idleTimer?.restart();
    } catch (error) {
      this.#fail(error);
      throw new ClosedOutput();
    }
    if (!this.worker.satisfied) return;
    this.end();
    throw new ClosedOutput();
  }

  #idle(): number | undefined {
    try {
      return this.worker.idle?.();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** Work that goes on beside, for which the one before waits; undefined: there is not much. Never rejects. */
  pending(): Promise<void> | undefined {
    if (this.#isDone) return undefined;
    return this.worker.pending?.()?.catch((error: unknown) => this.#fail(error));
  }

  /** Waits, after the end, for all that goes on beside. */
  async settled(): Promise<void> {
    await this.#settling;
  }

  /** There are no more bytes. */
  end(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#idleTimer?.stop();
    const { worker } = this;
    try {
      const isGood = settleSource(worker, this.#session, { bad: 0, records: 0 }, true, true);
      if (isGood || worker.counts().records > 0) worker.finish();
      if (worker.settle !== undefined) {
        this.#settling = this.#settle(isGood);
        return;
      }
      this.#session.context.report(worker.counts());
      this.#ended?.(worker.counts());
      this.#place.done(this.#session.finish(worker.status?.()));
      if (isGood && !worker.satisfied) handOnCompleteLine(worker, this.#session, this.#host);
    } catch (error) {
      this.#place.done(this.#report(error));
    }
    this.#place.next?.end();
  }

  /** The end of a worker that has work beside; there is none after it. */
  async #settle(isGood: boolean): Promise<void> {
    const { worker } = this;
    try {
      await worker.settle?.();
      this.#session.context.report(worker.counts());
      this.#ended?.(worker.counts());
      const code = this.#session.finish(worker.status?.());
      await concludeRun(worker, isGood && !this.#host.isInterrupted, this.#session, this.#host);
      this.#place.done(code);
    } catch (error) {
      this.#place.done(this.#report(error));
    }
  }

  /** What the worker cannot go on with is reported as if the command had ended with it. */
  #fail(error: unknown): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#idleTimer?.stop();
    if (error instanceof InputError) {
      this.#session.context.failed("stdin", error.message, error.advice);
      this.#session.context.report(this.worker.counts());
      this.#place.done(this.#session.finish());
    } else this.#place.done(this.#report(error));
    this.#place.next?.end();
  }

  #report(error: unknown): number {
    return reportError(this.#command, error, this.#errors, this.#host);
  }
}
