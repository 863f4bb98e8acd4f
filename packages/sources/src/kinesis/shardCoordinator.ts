// Reads the records of a stream: shards are read concurrently, a shard that was split or merged from others only after them, and
// records are yielded as they arrive. How one shard is read is up to others. The progress can be saved.
import { setMaxListeners } from "node:events";
import { RemoteError } from "@flowlogs/base/errors";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { Notifier } from "@flowlogs/base/notifier";
import { NotFound } from "@flowlogs/aws/kinesis/errors";
import { Lineage } from "./lineage.ts";
import { CLOCK_SKEW } from "./polling.ts";
import type { ShardPlace, ShardProgress } from "./checkpoint.ts";
import type { ShardPosition, Shard, ShardPage, StreamRecord } from "@flowlogs/aws/kinesis/shard";
import type { StopCondition } from "./stopCondition.ts";

export interface RunOptions {
  /** Lists all shards; `since`: without those that were closed before. */
  readonly list: (since?: number) => Promise<readonly Shard[]>;
  /** The pages of a shard. */
  readonly read: (shard: string, from: ShardPosition, signal: AbortSignal) => AsyncGenerator<ShardPage>;
  /** Where shards begin that no run has read. */
  readonly start: ShardPosition;
  readonly stop: StopCondition;
  readonly progress?: ShardProgress | undefined;
  /** Whether to save the progress now. */
  readonly isDue?: () => boolean;
  /** Called when all records up to the progress have been written. */
  readonly save?: (progress: ShardProgress) => void;
  /** Reports records that are gone. */
  readonly note: (text: string) => void;
}

/** Records of a shard, in their order. */
export interface ShardRecords {
  readonly shard: string;
  readonly records: readonly StreamRecord[];
}

interface WaitingRecords extends ShardRecords {
  readonly place: ShardPlace;
  /** Lets the shard continue. */
  readonly onTaken: () => void;
}

export class ShardCoordinator {
  readonly #remote: AwsContext;
  readonly #options: RunOptions;
  readonly #lineage = new Lineage();
  readonly #places: Map<string, ShardPlace>;
  readonly #from: ShardProgress["from"];
  readonly #changed = new Notifier();
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<void>>();
  #waiting: WaitingRecords[] = [];
  #hasBegun = false;
  #fault: unknown;

  constructor(remote: AwsContext, options: RunOptions) {
    const { progress, start } = options;
    this.#remote = remote;
    this.#options = options;
    this.#signal = AbortSignal.any([remote.signal, this.#stopping.signal]);
    // Every wait and every call of every shard listens to the signal.
    setMaxListeners(0, this.#signal);
    this.#places = new Map(progress?.shards);
    this.#from = progress?.from ?? (start.at === "time" ? start.time : "horizon");
  }

  /** Records as they arrive, `undefined` before each wait for more. Ends when all shards have ended. */
  async *pages(): AsyncGenerator<ShardRecords | undefined> {
    const { isDue = () => false } = this.#options;
    try {
      await this.#begin();
      this.#save();
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          if (next.records.length > 0) yield next;
          // The caller has processed the page when it asks for the next one.
          this.#places.set(next.shard, next.place);
          next.onTaken();
          if (!isDue()) continue;
          yield undefined;
          this.#save();
        } else if (this.#fault !== undefined) throw this.#fault;
        else if (this.#running.size === 0) break;
        else {
          yield undefined;
          if (this.#isQuiet()) await this.#changed.change();
        }
      }
      yield* this.#saveLast();
    } catch (error) {
      yield* this.#saveLast();
      if (!this.#remote.signal.aborted) throw error;
    } finally {
      await this.#end();
    }
  }

  #isQuiet(): boolean {
    return this.#waiting.length === 0 && this.#fault === undefined && this.#running.size > 0;
  }

  /** Has the last records written, and saves the progress. */
  async *#saveLast(): AsyncGenerator<undefined> {
    yield undefined;
    this.#save();
  }

  async #end(): Promise<void> {
    this.#stopping.abort();
    for (const { onTaken } of this.#waiting) onTaken();
    this.#waiting = [];
    await Promise.all(this.#running);
  }

  async #begin(): Promise<void> {
    const { list, start, progress } = this.#options;
    // The service refuses a time in the future.
    const isPast = start.at === "time" && start.time < this.#remote.clock.now();
    this.#lineage.add(await list(isPast && progress === undefined ? start.time : undefined));
    if (progress === undefined && start.at === "latest") this.#beginNow();
    this.#forgetExpired();
    for (const [id, place] of this.#places) if (place === "done") this.#lineage.finish(id);
    this.#hasBegun = true;
    this.#startReady();
  }

  /** Skips what arrived before. The next run, if there is one, begins at this moment too. */
  #beginNow(): void {
    const time = this.#remote.clock.now() - CLOCK_SKEW;
    for (const { id } of this.#lineage.all) {
      this.#places.set(id, this.#lineage.isClosed(id) ? "done" : { at: "time", time });
    }
  }

  /** Forgets shards that the stream no longer has. */
  #forgetExpired(): void {
    for (const [id, place] of this.#places) {
      if (this.#lineage.has(id)) continue;
      this.#places.delete(id);
      if (place !== "done") this.#reportGone(id);
    }
  }

  #reportGone(id: string): void {
    this.#options.note(`the stream no longer keeps ${id}: its unread records are lost`);
  }

  #startReady(): void {
    for (const { id } of this.#lineage.take()) {
      const reading = this.#read(id).finally(() => {
        this.#running.delete(reading);
        this.#changed.notify();
      });
      this.#running.add(reading);
    }
  }

  async #read(id: string): Promise<void> {
    try {
      for await (const page of this.#options.read(id, this.#startOf(id), this.#signal)) {
        const isClosed = this.#lineage.isClosed(id);
        const { records, isOver } = this.#options.stop(page, isClosed);
        const isWhole = records.length === page.records.length;
        await this.#enqueue(id, records, isWhole ? (page.isLast ? "done" : page.position) : this.#placeIn(id, records));
        if (isWhole && page.isLast) await this.#finish(id, page.children);
        else if (isOver) this.#lineage.leave(id);
        else continue;
        return;
      }
    } catch (error) {
      if (error instanceof NotFound) await this.#handleMissing(id);
      else this.#fault ??= error;
    }
  }

  #startOf(id: string): ShardPosition {
    const { start, progress } = this.#options;
    const place = this.#places.get(id);
    if (place !== undefined && place !== "done") return progress === undefined ? start : place;
    return this.#from === "horizon" ? { at: "horizon" } : { at: "time", time: this.#from };
  }

  /** The position after the last of these records; without records, the one before. */
  #placeIn(id: string, records: readonly StreamRecord[]): ShardPlace {
    const last = records.at(-1);
    if (last !== undefined) return { at: "after", sequence: last.sequence, time: last.arrival };
    return this.#places.get(id) ?? this.#startOf(id);
  }

  async #enqueue(shard: string, records: readonly StreamRecord[], place: ShardPlace): Promise<void> {
    await new Promise<void>((onTaken) => {
      if (this.#signal.aborted) return onTaken();
      this.#waiting.push({ shard, records, place, onTaken });
      this.#changed.notify();
    });
  }

  /** A shard was read to its end: its children may begin. */
  async #finish(id: string, children: readonly Shard[]): Promise<void> {
    // A merged shard may have a parent that was not listed yet; it is not read before that parent.
    const parents = children.flatMap((child) => child.parents);
    const areComplete = children.length > 0 && parents.every((parent) => this.#lineage.has(parent));
    if (!areComplete && !this.#signal.aborted) this.#lineage.add(await this.#options.list());
    this.#lineage.add(children.filter((child) => !this.#lineage.has(child.id)));
    this.#lineage.finish(id);
    this.#startReady();
  }

  /** Handles a shard that no longer exists; if the stream does not, listing throws. */
  async #handleMissing(id: string): Promise<void> {
    try {
      const shards = await this.#options.list();
      if (shards.some((shard) => shard.id === id)) throw new RemoteError(`${id} cannot be read`, "try again");
      this.#reportGone(id);
      this.#places.delete(id);
      await this.#finish(id, shards);
    } catch (error) {
      this.#fault ??= error;
    }
  }

  #save(): void {
    // Without a list of shards there is no progress.
    if (this.#hasBegun) this.#options.save?.({ from: this.#from, shards: [...this.#places] });
  }
}
