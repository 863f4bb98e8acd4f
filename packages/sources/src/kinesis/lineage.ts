// Which shards of a stream may be read: those whose parents have been read to their ends, so that the records of a key,
// which move from shard to shard with every split and merge, keep their order. Nothing is asked of the service here.
import type { Shard } from "@flowlogs/aws/kinesis/shard";

type Standing = "waiting" | "reading" | "done" | "left";

export class Lineage {
  readonly #shards = new Map<string, Shard>();
  readonly #standings = new Map<string, Standing>();

  /** Shards that the stream has; those that are known already are known better. */
  add(shards: readonly Shard[]): void {
    for (const shard of shards) {
      this.#shards.set(shard.id, shard);
      if (!this.#standings.has(shard.id)) this.#standings.set(shard.id, "waiting");
    }
  }

  get all(): readonly Shard[] {
    return [...this.#shards.values()];
  }

  has(id: string): boolean {
    return this.#shards.has(id);
  }

  /** Whether it is known that no more records come into it. */
  isClosed(id: string): boolean {
    return this.#shards.get(id)?.isClosed === true || this.all.some(({ parents }) => parents.includes(id));
  }

  /** Takes the shards that may be read now. Parents that the stream no longer has are done: their time is over. */
  take(): readonly Shard[] {
    const ready = this.all.filter(
      ({ id, parents }) => this.#standings.get(id) === "waiting" && parents.every((it) => this.#isDone(it)),
    );
    for (const { id } of ready) this.#standings.set(id, "reading");
    return ready;
  }

  /** It was read to its end. */
  finish(id: string): void {
    this.#standings.set(id, "done");
  }

  /** It is not read on, and what came of it is not either. */
  leave(id: string): void {
    this.#standings.set(id, "left");
  }

  isDone(id: string): boolean {
    return this.#standings.get(id) === "done";
  }

  #isDone(id: string): boolean {
    return !this.#shards.has(id) || this.isDone(id);
  }
}
