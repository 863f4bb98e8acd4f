// A Kinesis stream in memory: shards that are split and merged, records in them by the hashes of their keys, and what can be
// asked of it. How that comes over the wire is left to others.
import { createHash } from "node:crypto";

export interface ShardData {
  readonly id: string;
  readonly parents: readonly string[];
  /** Hashes from and up to which its keys have, of 1. */
  readonly from: number;
  readonly to: number;
  readonly records: StoredRecord[];
  /** The number that the next record would have had. */
  closedAt: number | undefined;
}

export interface StoredRecord {
  readonly number: number;
  /** Milliseconds. */
  readonly arrival: number;
  readonly key: string;
  readonly data: Uint8Array;
}

export class StreamData {
  readonly shards: ShardData[] = [];
  readonly #now: () => number;
  /** The first record is not number 0, as a shard begins in front of it. */
  #number = 1;
  #shards = 0;

  constructor(shards: number, now: () => number = Date.now) {
    this.#now = now;
    for (let index = 0; index < shards; index++) this.#open([], index / shards, (index + 1) / shards);
  }

  get open(): readonly ShardData[] {
    return this.shards.filter(({ closedAt }) => closedAt === undefined);
  }

  /** Puts a record into the open shard that a key falls to. */
  put(key: string, data: string | Uint8Array, arrival = this.#now()): void {
    const hash = createHash("md5").update(key).digest().readUInt32BE() / 2 ** 32;
    const shard = this.open.find(({ from, to }) => hash >= from && hash < to);
    shard?.records.push({ number: this.#number++, arrival, key, data: Buffer.from(data) });
  }

  /** Splits an open shard in two. */
  split(id: string): void {
    const { from, to } = this.#close(id);
    this.#open([id], from, (from + to) / 2);
    this.#open([id], (from + to) / 2, to);
  }

  /** Merges two open shards, the second of which begins where the first one ends. */
  merge(one: string, other: string): void {
    const [first, second] = [this.#close(one), this.#close(other)];
    if (first.to !== second.from) throw new Error(`${one} and ${other} are not beside each other`);
    this.#open([one, other], first.from, second.to);
  }

  /** The time of a shard is over. */
  expire(id: string): void {
    const at = this.shards.findIndex((shard) => shard.id === id);
    if (at >= 0) this.shards.splice(at, 1);
  }

  shard(id: string): ShardData | undefined {
    return this.shards.find((shard) => shard.id === id);
  }

  childrenOf(id: string): readonly ShardData[] {
    return this.shards.filter(({ parents }) => parents.includes(id));
  }

  /** The number behind all records that there are. */
  get next(): number {
    return this.#number;
  }

  #open(parents: readonly string[], from: number, to: number): void {
    const id = `shardId-${String(this.#shards++).padStart(12, "0")}`;
    this.shards.push({ id, parents, from, to, records: [], closedAt: undefined });
  }

  #close(id: string): ShardData {
    const shard = this.shard(id);
    if (shard === undefined || shard.closedAt !== undefined) throw new Error(`${id} is not open`);
    shard.closedAt = this.#number++;
    return shard;
  }
}
