// The records of a whole stream: its shards are read beside each other, a shard that came from others only behind them,
// and what they give comes out as it comes. How one shard is read is left to others. Where it has come to can be kept.
import { setMaxListeners } from "node:events";
import { RemoteError } from "@flowlogs/base/errors";
import type { AwsContext } from "@flowlogs/aws/awsContext";
import { Notifier } from "@flowlogs/base/notifier";
import { NotFound } from "@flowlogs/aws/kinesis/errors";
import { Lineage } from "./lineage.ts";
import { AHEAD } from "./polling.ts";
import type { ShardPlace, ShardProgress } from "./checkpoint.ts";
import type { ShardPosition, Shard, ShardPage, StreamRecord } from "@flowlogs/aws/kinesis/shard";
import type { Stop } from "./stopCondition.ts";

export interface RunOptions {
  /** All shards; `since`: without those that were closed before. */
  readonly list: (since?: number) => Promise<readonly Shard[]>;
  /** The pages of a shard. */
  readonly read: (shard: string, from: ShardPosition, signal: AbortSignal) => AsyncGenerator<ShardPage>;
  /** Where shards begin that no run has read. */
  readonly start: ShardPosition;
  readonly stop: Stop;
  readonly progress?: ShardProgress | undefined;
  /** Is called when all that `progress` tells of has been written; whether it wants to know just now. */
  readonly isDue?: () => boolean;
  readonly keep?: (progress: ShardProgress) => void;
  /** Is told what is gone. */
  readonly note: (text: string) => void;
}

/** Records of a shard, in their order. */
export interface ShardRecords {
  readonly shard: string;
  readonly records: readonly StreamRecord[];
}

interface WaitingRecords extends ShardRecords {
  readonly place: ShardPlace;
  /** Lets the shard go on. */
  readonly taken: () => void;
}

export class ShardCoordinator {
  readonly #remote: AwsContext;
  readonly #options: RunOptions;
  readonly #lineage = new Lineage();
  readonly #places: Map<string, ShardPlace>;
  readonly #from: ShardProgress["from"];
  readonly #changed = new Notifier();
  readonly #own = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<void>>();
  #waiting: WaitingRecords[] = [];
  #hasBegun = false;
  #fault: unknown;

  constructor(remote: AwsContext, options: RunOptions) {
    const { progress, start } = options;
    this.#remote = remote;
    this.#options = options;
    this.#signal = AbortSignal.any([remote.signal, this.#own.signal]);
    // Every wait and every call of every shard listens to it.
    setMaxListeners(0, this.#signal);
    this.#places = new Map(progress?.shards);
    this.#from = progress?.from ?? (start.at === "time" ? start.time : "horizon");
  }

  /** Records as they come, `undefined` before each wait for more. It ends when all shards have. */
  async *pages(): AsyncGenerator<ShardRecords | undefined> {
    const { isDue = () => false } = this.#options;
    try {
      await this.#begin();
      this.#keep();
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) {
          if (next.records.length > 0) yield next;
          // Who asks for more has taken it.
          this.#places.set(next.shard, next.place);
          next.taken();
          if (!isDue()) continue;
          yield undefined;
          this.#keep();
        } else if (this.#fault !== undefined) throw this.#fault;
        else if (this.#running.size === 0) break;
        else {
          yield undefined;
          if (this.#isQuiet()) await this.#changed.change();
        }
      }
      yield* this.#last();
    } catch (error) {
      yield* this.#last();
      if (!this.#remote.signal.aborted) throw error;
    } finally {
      await this.#end();
    }
  }

  #isQuiet(): boolean {
    return this.#waiting.length === 0 && this.#fault === undefined && this.#running.size > 0;
  }

  /** What was given is written and kept. */
  async *#last(): AsyncGenerator<undefined> {
    yield undefined;
    this.#keep();
  }

  async #end(): Promise<void> {
    this.#own.abort();
    for (const { taken } of this.#waiting) taken();
    this.#waiting = [];
    await Promise.all(this.#running);
  }

  async #begin(): Promise<void> {
    const { list, start, progress } = this.#options;
    // A time to come would be refused.
    const isPast = start.at === "time" && start.time < this.#remote.clock.now();
    this.#lineage.add(await list(isPast && progress === undefined ? start.time : undefined));
    if (progress === undefined && start.at === "latest") this.#beginNow();
    this.#forget();
    for (const [id, place] of this.#places) if (place === "done") this.#lineage.finish(id);
    this.#hasBegun = true;
    this.#startReady();
  }

  /** What came before is not wanted. The next run, if there is one, begins at this moment too. */
  #beginNow(): void {
    const time = this.#remote.clock.now() - AHEAD;
    for (const { id } of this.#lineage.all) {
      this.#places.set(id, this.#lineage.isClosed(id) ? "done" : { at: "time", time });
    }
  }

  /** Shards whose time is over are known no more. */
  #forget(): void {
    for (const [id, place] of this.#places) {
      if (this.#lineage.has(id)) continue;
      this.#places.delete(id);
      if (place !== "done") this.#tellGone(id);
    }
  }

  #tellGone(id: string): void {
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
        await this.#give(id, records, isWhole ? (page.isLast ? "done" : page.position) : this.#placeIn(id, records));
        if (isWhole && page.isLast) await this.#finish(id, page.children);
        else if (isOver) this.#lineage.leave(id);
        else continue;
        return;
      }
    } catch (error) {
      if (error instanceof NotFound) await this.#lose(id);
      else this.#fault ??= error;
    }
  }

  #startOf(id: string): ShardPosition {
    const { start, progress } = this.#options;
    const place = this.#places.get(id);
    if (place !== undefined && place !== "done") return progress === undefined ? start : place;
    return this.#from === "horizon" ? { at: "horizon" } : { at: "time", time: this.#from };
  }

  /** Behind the last record that is given; when none is, where it was. */
  #placeIn(id: string, records: readonly StreamRecord[]): ShardPlace {
    const last = records.at(-1);
    if (last !== undefined) return { at: "after", sequence: last.sequence, time: last.arrival };
    return this.#places.get(id) ?? this.#startOf(id);
  }

  async #give(shard: string, records: readonly StreamRecord[], place: ShardPlace): Promise<void> {
    await new Promise<void>((taken) => {
      if (this.#signal.aborted) return taken();
      this.#waiting.push({ shard, records, place, taken });
      this.#changed.notify();
    });
  }

  /** What came of a shard may begin now. */
  async #finish(id: string, children: readonly Shard[]): Promise<void> {
    // A shard that was merged may have a parent that nobody has told of yet, and is not read before it.
    const parents = children.flatMap((child) => child.parents);
    const isTold = children.length > 0 && parents.every((parent) => this.#lineage.has(parent));
    if (!isTold && !this.#signal.aborted) this.#lineage.add(await this.#options.list());
    this.#lineage.add(children.filter((child) => !this.#lineage.has(child.id)));
    this.#lineage.finish(id);
    this.#startReady();
  }

  /** The shard is not there any more, or the whole stream, which throws. */
  async #lose(id: string): Promise<void> {
    try {
      const shards = await this.#options.list();
      if (shards.some((shard) => shard.id === id)) throw new RemoteError(`${id} cannot be read`, "try again");
      this.#tellGone(id);
      this.#places.delete(id);
      await this.#finish(id, shards);
    } catch (error) {
      this.#fault ??= error;
    }
  }

  #keep(): void {
    // What cannot even be listed has come no further.
    if (this.#hasBegun) this.#options.keep?.({ from: this.#from, shards: [...this.#places] });
  }
}
