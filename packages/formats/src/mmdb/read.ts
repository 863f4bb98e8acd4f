// MMDB files (MaxMind's format, version 2: maxmind.github.io/MaxMind-DB): all networks in order, and their records. mmdb-lib decodes
// the records; the tree is walked here, because mmdb-lib only asks for one address at a time.
import type { Reader } from "mmdb-lib";
import type { Problem } from "@flowlogs/base/problem";
import { hasMetadata } from "./detect.ts";
import { GrowingWords } from "@flowlogs/base/growingWords";

export interface MmdbNetworks {
  /** Of each IPv4 network its first address, its last one, and the number of its record, from 1. Neighbours with one record are one. */
  readonly four: Uint32Array;
  /** The same of IPv6, with addresses of four words, the highest first. */
  readonly six: Uint32Array;
  readonly records: readonly unknown[];
}

interface MmdbTree {
  readonly bytes: Buffer;
  readonly recordAt: (address: string) => unknown;
  readonly metadata: Reader<never>["metadata"];
}

/** Zeros between the tree and the records. */
const SEPARATOR = 16;
const BITS = 128;
const BITS4 = 32;
const RECORD_SIZES = [24, 28, 32];
const damaged: Problem = { problem: "the MMDB file is cut short or damaged", advice: "fetch the file again" };

export async function readMmdb(bytes: Uint8Array): Promise<MmdbNetworks | Problem> {
  if (!hasMetadata(bytes)) return damaged;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { Reader } = await import("mmdb-lib");
  try {
    const reader = new Reader(buffer);
    const { metadata } = reader;
    const start = metadata.searchTreeSize + SEPARATOR;
    const separator = buffer.subarray(metadata.searchTreeSize, start);
    const { binaryFormatMajorVersion: version, ipVersion, recordSize } = metadata;
    if (!Number.isInteger(version)) return damaged;
    if (version !== 2) return { problem: `it is MMDB of version ${version}`, advice: "give one of version 2" };
    if (![4, 6].includes(ipVersion) || !RECORD_SIZES.includes(recordSize)) return damaged;
    if (separator.length < SEPARATOR || separator.some((byte) => byte !== 0)) return damaged;
    return new MmdbWalk({ bytes: buffer, metadata, recordAt: (address) => reader.get(address) }).run();
  } catch (error) {
    if (error instanceof Error) return damaged;
    throw error;
  }
}

class MmdbWalk {
  readonly #tree: MmdbTree;
  readonly #four = new GrowingWords();
  readonly #six = new GrowingWords();
  readonly #records: unknown[] = [];
  /** The numbers of records by their pointers. */
  readonly #numbers = new Map<number, number>();
  /** The address at hand, in words, the highest first. */
  readonly #path = new Uint32Array(4);
  #visits = 0;
  /** The node below which addresses are of IPv4: IPv6 has it as ::/96, and again for ::ffff:0:0/96, 6to4 and Teredo. */
  #root4 = 0;

  constructor(tree: MmdbTree) {
    this.#tree = tree;
  }

  run(): MmdbNetworks {
    const { ipVersion, nodeCount } = this.#tree.metadata;
    if (ipVersion === 6) {
      for (let depth = 0; depth < BITS - BITS4 && this.#root4 < nodeCount; depth++)
        this.#root4 = this.#child(this.#root4, 0);
      this.#walk6(0, 0);
    }
    this.#path.fill(0);
    this.#walk4(this.#root4, BITS - BITS4);
    return { four: this.#four.words(), six: this.#six.words(), records: this.#records };
  }

  #walk6(node: number, depth: number): void {
    const { nodeCount } = this.#tree.metadata;
    if (node === nodeCount || (node === this.#root4 && depth > 0 && node < nodeCount)) return;
    if (node > nodeCount) this.#add6(this.#numberOf(node, 6), depth);
    else this.#descend(node, depth, (child) => this.#walk6(child, depth + 1));
  }

  #walk4(node: number, depth: number): void {
    const { nodeCount } = this.#tree.metadata;
    if (node === nodeCount) return;
    if (node > nodeCount) this.#add4(this.#numberOf(node, 4), depth);
    else this.#descend(node, depth, (child) => this.#walk4(child, depth + 1));
  }

  /** Walks below both children, with their bit in the path. */
  #descend(node: number, depth: number, walk: (child: number) => void): void {
    // Each node is below one other; the walk through a damaged file might never end.
    const isTree = depth < BITS && ++this.#visits <= this.#tree.metadata.nodeCount * 2 + BITS;
    if (!isTree) throw new Error("the nodes are not a tree");
    walk(this.#child(node, 0));
    const path = this.#path;
    const bit = 1 << (31 - (depth & 31));
    path[depth >> 5] = (path[depth >> 5] ?? 0) | bit;
    walk(this.#child(node, 1));
    path[depth >> 5] = (path[depth >> 5] ?? 0) & ~bit;
  }

  #child(node: number, side: 0 | 1): number {
    const { bytes, metadata } = this.#tree;
    const at = node * metadata.nodeByteSize;
    if (metadata.recordSize === 24) return bytes.readUIntBE(at + side * 3, 3);
    if (metadata.recordSize === 32) return bytes.readUInt32BE(at + side * 4);
    const middle = bytes.readUInt8(at + 3);
    const top = side === 0 ? middle >> 4 : middle & 15;
    return top * 2 ** 24 + bytes.readUIntBE(at + side * 4, 3);
  }

  #numberOf(pointer: number, family: 4 | 6): number {
    const known = this.#numbers.get(pointer);
    if (known !== undefined) return known;
    const { bytes, metadata, recordAt } = this.#tree;
    const at = pointer - metadata.nodeCount + metadata.searchTreeSize;
    if (at >= bytes.length) throw new Error("a record is outside of the file");
    this.#records.push(recordAt(addressText(this.#path, family)));
    this.#numbers.set(pointer, this.#records.length);
    return this.#records.length;
  }

  #add4(record: number, depth: number): void {
    const words = this.#four;
    const first = this.#path[3] ?? 0;
    const last = (first | (depth === BITS ? 0 : 0xffff_ffff >>> (depth - 96))) >>> 0;
    const isNext = words.last(1) === record && words.last(2) === first - 1;
    if (isNext) words.replaceLast(2, last);
    else words.push(first, last, record);
  }

  #add6(record: number, depth: number): void {
    const words = this.#six;
    const path = this.#path;
    const last = path.map((word, i) => word | belowDepth(depth - i * 32));
    const isNext = words.last(1) === record && isBefore(words, path);
    if (isNext) for (let i = 0; i < 4; i++) words.replaceLast(5 - i, last[i] ?? 0);
    else words.push(...path, ...last, record);
  }
}

function addressText(path: Uint32Array, family: 4 | 6): string {
  const word = path[3] ?? 0;
  if (family === 4) return [24, 16, 8, 0].map((by) => (word >>> by) & 255).join(".");
  return Array.from(path, (it) => `${(it >>> 16).toString(16)}:${(it & 65_535).toString(16)}`).join(":");
}

/** A mask of the bits of a 32-bit word below its first `depth` bits. */
function belowDepth(depth: number): number {
  return depth >= 32 ? 0 : depth <= 0 ? 0xffff_ffff : 0xffff_ffff >>> depth;
}

/** Whether the last network in the words ends just before an address. */
function isBefore(words: GrowingWords, address: Uint32Array): boolean {
  let borrow = 1;
  for (let i = 3; i >= 0; i--) {
    const word = address[i] ?? 0;
    if (words.last(5 - i) !== (word - borrow) >>> 0) return false;
    borrow = borrow === 1 && word === 0 ? 1 : 0;
  }
  return borrow === 0;
}
