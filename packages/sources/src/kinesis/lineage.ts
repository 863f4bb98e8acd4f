// Decides which shards of a stream may be read: those whose parents have been read to their ends. Every split and merge moves the
// records of a key to another shard; this keeps their order. Makes no calls.
import type { Shard } from "@flowlogs/aws/kinesis/shard";

type ShardState = "waiting" | "reading" | "done" | "left";

export class Lineage {
  readonly #shards = new Map<string, Shard>();
  readonly #states = new Map<string, ShardState>();

  /** Adds shards of the stream; the state of known ones does not change. */
  add(shards: readonly Shard[]): void {
    for (const shard of shards) {
      this.#shards.set(shard.id, shard);
      if (!this.#states.has(shard.id)) this.#states.set(shard.id, "waiting");
    }
  }

  get all(): readonly Shard[] {
    return [...this.#shards.values()];
  }

  has(id: string): boolean {
    return this.#shards.has(id);
  }

  /** Whether it is certain that no more records are added to it. */
  isClosed(id: string): boolean {
    return this.#shards.get(id)?.isClosed === true || this.all.some(({ parents }) => parents.includes(id));
  }

  /** Takes the shards that may be read now. Parents that the stream no longer has are past its retention, and count as done. */
  take(): readonly Shard[] {
    const ready = this.all.filter(
      ({ id, parents }) => this.#states.get(id) === "waiting" && parents.every((it) => this.#isDone(it)),
    );
    for (const { id } of ready) this.#states.set(id, "reading");
    return ready;
  }

  /** The shard was read to its end. */
  finish(id: string): void {
    this.#states.set(id, "done");
  }

  /** The shard is not read further, nor are its children. */
  leave(id: string): void {
    this.#states.set(id, "left");
  }

  isDone(id: string): boolean {
    return this.#states.get(id) === "done";
  }

  #isDone(id: string): boolean {
    return !this.#shards.has(id) || this.isDone(id);
  }
}
