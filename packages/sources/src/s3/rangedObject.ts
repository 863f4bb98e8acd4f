// A Parquet object of which only the needed ranges are fetched: the footer, and what the reader expects to read of the columns,
// several ranges at once.
import type { RandomAccess, ByteRange } from "@flowlogs/formats/parquet/randomAccess";
import { gather, type ObjectBody } from "./objectBody.ts";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";

/** Bytes at the end with which a reader begins (hyparquet's number). */
const TAIL = 1 << 19;
/** Ranges with smaller gaps are fetched at once: that costs less than one more call. */
const GAP = 1 << 18;
/** Maximum bytes that wait, and minimum bytes per call. */
const [MEMORY, LEAST] = [16 << 20, 1 << 18];
/** Objects up to this size are fetched whole. */
export const WHOLE_SIZE = 1 << 20;

/** What a Parquet file ends with; the second when it is encrypted. */
const MAGICS = ["PAR1", "PARE"];

/** A range that is being fetched. */
interface Block extends ByteRange {
  readonly bytes: Promise<Buffer>;
}

export class RangedAccess implements RandomAccess {
  readonly byteLength: number;
  readonly #object: ListedObject;
  readonly #order: number;
  readonly #service: BucketService;
  readonly #closing = new AbortController();
  #blocks: Block[] = [];
  #expected: readonly ByteRange[] = [];
  #step = LEAST;

  constructor(object: ListedObject, order: number, service: BucketService) {
    this.byteLength = object.size;
    this.#object = object;
    this.#order = order;
    this.#service = service;
  }

  /** Begins to fetch the end, where a reader begins. */
  start(): this {
    this.#fetch(Math.max(0, this.byteLength - TAIL), this.byteLength);
    return this;
  }

  /** Whether it ends like a Parquet file. */
  async isParquet(): Promise<boolean> {
    const end = await this.#blocks[0]?.bytes;
    return end !== undefined && MAGICS.includes(end.subarray(-4).toString("latin1"));
  }

  async slice(start: number, end = this.byteLength): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(Math.max(0, end - start));
    for (let at = start; at < end;) {
      const block = this.#blocks.find(({ from, to }) => from <= at && at < to) ?? this.#fetch(at, end);
      const piece = (await block.bytes).subarray(at - block.from, end - block.from);
      bytes.set(piece, at - start);
      at += piece.length;
      if (at === block.to) this.#fetchAfter(block);
    }
    return bytes.buffer;
  }

  expect(ranges: readonly ByteRange[]): void {
    this.#blocks = [];
    const sensible = ranges.filter(({ from, to }) => from >= 0 && from <= to && to <= this.byteLength);
    this.#expected = joined(sensible);
    const total = this.#expected.reduce((sum, { from, to }) => sum + to - from, 0);
    this.#step = total <= MEMORY ? MEMORY : Math.max(LEAST, Math.floor(MEMORY / this.#expected.length));
    for (const { from, to } of this.#expected) this.#fetch(from, Math.min(to, from + this.#step));
  }

  close(): void {
    this.#closing.abort();
    this.#blocks = [];
  }

  /** The block is used up: fetches what is expected after it. */
  #fetchAfter(block: Block): void {
    this.#blocks = this.#blocks.filter((it) => it !== block);
    const at = block.to;
    const range = this.#expected.find(({ from, to }) => from < at && at < to);
    if (range !== undefined && !this.#blocks.some(({ from }) => from === at)) {
      this.#fetch(at, Math.min(range.to, at + this.#step));
    }
  }

  #fetch(from: number, to: number): Block {
    const bytes = this.#bytes(from, to);
    bytes.catch(() => {}); // the error is thrown when the bytes are read
    const block = { from, to, bytes };
    this.#blocks.push(block);
    return block;
  }

  async #bytes(from: number, to: number): Promise<Buffer> {
    const { key, etag } = this.#object;
    const bytes = Buffer.allocUnsafe(to - from);
    let length = 0;
    await this.#service.fetch({ key, etag, from, to }, this.#order, this.#closing.signal, (piece) => {
      length += piece.copy(bytes, length);
    });
    return bytes;
  }
}

/** Ranges in order; those near each other are joined. */
function joined(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && from - last.to <= GAP) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

/** All of a small object whose head was read already. */
export async function accessInMemory(body: ObjectBody, head: Uint8Array): Promise<RandomAccess> {
  const { bytes, fault } = await gather(body, head);
  if (fault !== undefined) throw fault;
  return { byteLength: bytes.length, slice: async (start, end) => bytes.slice(start, end).buffer };
}
